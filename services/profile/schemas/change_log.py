"""What goes out about the log of changes."""

from marshmallow import Schema, fields


class LoggedField(Schema):
    """A field before and after, in the words people read; sensitive values masked."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    old_text = fields.String(required=True)
    new_text = fields.String(required=True)


class LogLine(Schema):
    """One deed, or one move of a status."""

    at = fields.AwareDateTime(required=True)
    role = fields.String(required=True, metadata={"description": "只有角色，不显示姓名"})
    kind = fields.String(required=True, metadata={"description": "entry 条目，record 个人信息，change 信息变更申请"})
    deed = fields.String(
        required=True,
        metadata={"description": "条目：added、changed、removed、restored、reordered；申请：asked；状态变化：moved"},
    )
    section = fields.String(allow_none=True)
    subject = fields.String(required=True, metadata={"description": "所指条目的概要"})
    old_status = fields.String(allow_none=True)
    new_status = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    request_id = fields.UUID(allow_none=True, metadata={"description": "所属的变更申请"})
    fields_ = fields.List(fields.Nested(LoggedField), required=True, data_key="fields", attribute="fields")


class LogPage(Schema):
    """A page of the log, newest first."""

    items = fields.List(fields.Nested(LogLine), required=True)
    next = fields.String(allow_none=True)
