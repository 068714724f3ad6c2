"""What the review API gives."""

from marshmallow import Schema, fields

from services.review.schemas.canned_reasons import CannedReasonShown


class Reviewer(Schema):
    """Who holds a case."""

    id = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String()


class PartShown(Schema):
    """One of the cases that were handed in together."""

    id = fields.UUID()
    number = fields.Integer()
    section = fields.String(allow_none=True)
    status = fields.String()
    outcome = fields.String(allow_none=True)
    warnings = fields.Integer()


class CaseRow(Schema):
    """A case as it stands in the list, for all that came with it."""

    id = fields.UUID()
    kind = fields.String()
    subject_id = fields.UUID()
    submission_id = fields.UUID()
    bundle_id = fields.UUID(allow_none=True)
    number = fields.Integer()
    status = fields.String()
    outcome = fields.String(allow_none=True)
    version = fields.Integer()
    stage = fields.Integer()
    stages = fields.Integer()
    stage_title = fields.String()
    person_id = fields.UUID()
    person_name = fields.String()
    account = fields.String()
    unit_id = fields.UUID()
    unit_name = fields.String(allow_none=True)
    section = fields.String(allow_none=True)
    title_series = fields.String(allow_none=True)
    title_level = fields.String(allow_none=True)
    warnings = fields.Integer()
    submitted_at = fields.AwareDateTime()
    content_sha256 = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    reviewer = fields.Nested(Reviewer, allow_none=True)
    actions = fields.List(fields.String())
    bundle = fields.List(
        fields.Nested(PartShown), metadata={"description": "一并提交的各项，含本项，按编号；单独提交的没有"}
    )


class CasePage(Schema):
    """One page, where the next begins, and how many cases under way stand in each status, up to a bound."""

    items = fields.List(fields.Nested(CaseRow))
    next = fields.String(allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    most_counted = fields.Integer()


class NextCase(Schema):
    """The case to go on with, if there is one."""

    id = fields.UUID(allow_none=True)


class UnitShown(Schema):
    """A unit within reach."""

    id = fields.UUID()
    name = fields.String()


class UnitList(Schema):
    """Units by name; `more` if there are others that a search would find."""

    items = fields.List(fields.Nested(UnitShown))
    more = fields.Boolean()


class ReasonGiven(Schema):
    """A fault that was named."""

    text = fields.String()
    section = fields.String(allow_none=True)
    entry = fields.String(allow_none=True)
    field = fields.String(allow_none=True)


class DecisionGiven(Schema):
    """A decision on this subject, perhaps on an earlier submission."""

    case_id = fields.UUID()
    submission_id = fields.UUID()
    number = fields.Integer()
    content_sha256 = fields.String(allow_none=True, metadata={"description": "作出意见时的内容摘要（SHA-256）"})
    stage = fields.Integer()
    stage_title = fields.String()
    decision = fields.String()
    reasons = fields.List(fields.Nested(ReasonGiven))
    decided_by = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String()
    decided_at = fields.AwareDateTime()


class Move(Schema):
    """One line of a case's history."""

    old = fields.String()
    new = fields.String()
    by = fields.UUID(allow_none=True)
    name = fields.String(allow_none=True)
    role = fields.String()
    reason = fields.String(allow_none=True)
    at = fields.AwareDateTime()


class AssignmentMade(Schema):
    """Who was given the case, and why that person."""

    reviewer_id = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String()
    reason = fields.String()
    open_cases = fields.Integer()
    by = fields.UUID(allow_none=True)
    at = fields.AwareDateTime()


class EscalationShown(Schema):
    """The case was overdue, and these were told: of the unit (step 1), of a unit above (2)."""

    step = fields.Integer()
    names = fields.List(fields.String(allow_none=True))
    at = fields.AwareDateTime()


class StageShown(Schema):
    """One stage of a case; it has a deadline once it has begun."""

    position = fields.Integer()
    title = fields.String()
    status = fields.String()
    reviewer_id = fields.UUID(allow_none=True)
    name = fields.String(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class NoteShown(Schema):
    """What a reviewer told the others."""

    by = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String()
    text = fields.String()
    at = fields.AwareDateTime()


class ReopeningShown(Schema):
    """Who had the record opened again, and why."""

    by = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String()
    reason = fields.String()
    at = fields.AwareDateTime()


class Colleague(Schema):
    """Somebody to whom a case can be given, and how many that person has."""

    person_id = fields.UUID()
    name = fields.String()
    role = fields.String()
    open_cases = fields.Integer()


class CaseInFull(CaseRow):
    """A case with all that happened to it, and the pass that opens its contents at the profile service."""

    chain = fields.List(fields.Nested(StageShown))
    decisions = fields.List(fields.Nested(DecisionGiven))
    notes = fields.List(fields.Nested(NoteShown))
    history = fields.List(fields.Nested(Move))
    assignments = fields.List(fields.Nested(AssignmentMade))
    escalations = fields.List(fields.Nested(EscalationShown))
    reopening = fields.Nested(ReopeningShown, allow_none=True)
    case_pass = fields.String(data_key="pass")


class CaseShown(CaseInFull):
    """A case as its page shows it: with all that came with it in full."""

    bundle = fields.List(
        fields.Nested(CaseInFull, exclude=("bundle",)), metadata={"description": "一并提交的各项，含本项，按编号"}
    )
    canned_reasons = fields.List(
        fields.Nested(CannedReasonShown), metadata={"description": "可以决定时，本单位和上级单位的常用意见"}
    )
