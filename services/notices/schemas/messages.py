"""我的消息 as they are shown."""

from marshmallow import Schema, fields, validate

from services.notices.schemas.paging import PageSchema
from services.notices.texts.templates import Group

GROUPS = validate.OneOf([group.value for group in Group], error="没有这一类消息。")


class MessageSchema(Schema):
    """What a person was told; `link` is a path of the gateway."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)
    link = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class MessagePageSchema(Schema):
    """A page of the list."""

    items = fields.List(fields.Nested(MessageSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class UnreadSchema(Schema):
    """How many messages wait to be read."""

    unread = fields.Integer(required=True)


class MessageQuery(PageSchema):
    """Which messages are asked for."""

    unread = fields.Boolean(load_default=False, error_messages={"invalid": "请写 true 或 false。"})
    group = fields.String(load_default=None, validate=GROUPS)


class MailGroupSchema(Schema):
    """A group of messages, and whether mail of it is sent; `fixed`: it always is."""

    name = fields.String(required=True)
    mailed = fields.Boolean(required=True)
    fixed = fields.Boolean(required=True)


class PreferencesSchema(Schema):
    """What somebody chose; `reachable`: there is a verified address."""

    reachable = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    groups = fields.List(fields.Nested(MailGroupSchema), required=True)


class MailChoiceSchema(Schema):
    """The groups of which mail is wanted."""

    error_messages = {"unknown": "不支持的字段。"}  # noqa: RUF012 - marshmallow's own form

    mailed = fields.List(
        fields.String(validate=GROUPS),
        required=True,
        error_messages={"required": "请选择要发送邮件的消息类别。", "invalid": "请列出消息类别。"},
    )
