"""What goes in and out about a record."""

from marshmallow import Schema, fields, validate

HIGHEST_VERSION = 2**31 - 1  # of the database


class Reason(Schema):
    """One fault that a reviewer found."""

    section = fields.String(allow_none=True)
    entry = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    text = fields.String(required=True)


class Problem(Schema):
    """Something missing, wrong or worth a look, at its place."""

    section = fields.String(required=True)
    entry = fields.Integer(allow_none=True, metadata={"description": "第几条，从 0 起；没有表示整个项目或唯一的一条"})
    entry_id = fields.UUID(allow_none=True)
    field = fields.String(allow_none=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    severity = fields.String(required=True)


class Move(Schema):
    """One change of a status."""

    at = fields.AwareDateTime(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)
    role = fields.String(required=True)
    reason = fields.String(allow_none=True)


class SubmissionLine(Schema):
    """A snapshot in one line."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    submitted_at = fields.AwareDateTime(required=True)


class SubmissionWish(Schema):
    """What to do where something was typed and not saved."""

    drafts = fields.String(
        load_default="leave",
        validate=validate.OneOf(["leave", "refuse"]),
        metadata={"description": "有自动保存的草稿时：leave 照样提交，草稿留下；refuse 不提交"},
    )


class WindowStanding(Schema):
    """How the collection windows stand for what the person could hand in next."""

    state = fields.String(required=True, metadata={"description": "unbound, early, open, grace, late"})
    possible = fields.Boolean(required=True, metadata={"description": "现在能否提交"})
    until = fields.AwareDateTime(allow_none=True, metadata={"description": "能提交到何时；空：不限"})
    next_opens_at = fields.AwareDateTime(allow_none=True)
    name = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    opens_at = fields.AwareDateTime(allow_none=True)
    closes_at = fields.AwareDateTime(allow_none=True)
    grace_minutes = fields.Integer(allow_none=True)


class RecordState(Schema):
    """How a record stands."""

    status = fields.String(required=True)
    version = fields.Integer(required=True)
    updated_at = fields.AwareDateTime(allow_none=True)
    submission = fields.Nested(SubmissionLine, allow_none=True)
    holder_role = fields.String(allow_none=True, metadata={"description": "当前处理的角色，不显示姓名"})
    holder_unit = fields.String(allow_none=True)
    reasons = fields.List(fields.Nested(Reason), metadata={"description": "最近一次退回的原因"})
    open_changes = fields.Integer()
    share = fields.String(allow_none=True)
    actions = fields.List(fields.String())
    window = fields.Nested(WindowStanding)


class PersonFacts(Schema):
    """What the administrator keeps of the person."""

    account = fields.String(required=True)
    name = fields.String(required=True)
    id_type = fields.String(required=True)
    id_number = fields.String(required=True, metadata={"description": "只显示首尾"})
    unit_id = fields.UUID(required=True)
    unit_name = fields.String(required=True)
    facts = fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "单位登记的内容，按「现工作单位及岗位」的字段名"}
    )


class Entry(Schema):
    """An entry of a section; `version` is sent back in If-Match."""

    id = fields.UUID(required=True)
    section = fields.String(required=True)
    version = fields.Integer(required=True)
    content_version = fields.Integer(required=True, metadata={"description": "申请变更时作为 base_version 送回"})
    updated_at = fields.AwareDateTime(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class DraftData(Schema):
    """What stands in a form, and the version of the entry that the form was opened with."""

    data = fields.Dict(keys=fields.String(), required=True)
    base_version = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(min=1, max=HIGHEST_VERSION)
    )


class Draft(DraftData):
    """What was typed into the form of an entry (null: of a new one) and not saved."""

    section = fields.String(required=True)
    entry_id = fields.UUID(required=True, allow_none=True)
    updated_at = fields.AwareDateTime(required=True)


class EntryOrder(Schema):
    """All entries of a section in their new order."""

    entries = fields.List(fields.UUID(), required=True)


class Record(RecordState):
    """The whole record."""

    id = fields.UUID(required=True)
    person = fields.Nested(PersonFacts, required=True)
    sections = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(Entry)), required=True)
    problems = fields.List(fields.Nested(Problem), required=True)
    drafts = fields.List(fields.Nested(Draft), required=True)
    history = fields.List(fields.Nested(Move), required=True)


class EntryData(Schema):
    """The values of an entry as the person gives them."""

    data = fields.Dict(keys=fields.String(), required=True)


class SavedEntry(Entry):
    """A saved entry, with what is worth a look in it."""

    warnings = fields.List(fields.Nested(Problem), required=True)
