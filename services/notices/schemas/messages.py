"""我的消息 as they are shown."""

from marshmallow import Schema, fields


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
