"""What goes out to the reviewer of a case."""

from marshmallow import Schema, fields, validate

from services.profile.schemas.changes import LONGEST_REASON, ChangeRequestInFull, PlainText
from services.profile.schemas.files import Submission

STATES = "ok 没有问题，attention 需要留意，wrong 有误"


class Finding(Schema):
    """One thing to look at; without an entry it is about the whole section."""

    state = fields.String(required=True, metadata={"description": STATES})
    message = fields.String(required=True)
    section = fields.String(required=True)
    entry_id = fields.UUID(allow_none=True)
    field = fields.String(allow_none=True)


class Check(Schema):
    """An automatic check; `passed` is its sentence if nothing was found."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": STATES})
    passed = fields.String(required=True)
    findings = fields.List(fields.Nested(Finding), required=True)


class SubmissionForReview(Submission):
    """A snapshot, the approved one before it, and the checks of it."""

    checks = fields.List(fields.Nested(Check), required=True)


class ChangeRequestForReview(ChangeRequestInFull):
    """A change request with the checks of what it would bring."""

    checks = fields.List(fields.Nested(Check), required=True)


class IdNumber(Schema):
    """The whole number."""

    id_number = fields.String(required=True)


class LookReason(Schema):
    """Why the whole numbers of a correction have to be seen."""

    reason = PlainText(
        required=True,
        error_messages={"required": "请填写查看原因"},
        validate=validate.Length(1, LONGEST_REASON, error="请填写查看原因，不超过 {max} 字"),
    )


class IdNumbers(Schema):
    """The whole number as it is, and as it should be."""

    old = fields.String(required=True)
    new = fields.String(required=True)
