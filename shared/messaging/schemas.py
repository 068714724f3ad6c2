"""The shape of what the routes about messages between services are asked and answer."""

from marshmallow import Schema, fields, validate

MOST_MINUTES = 60 * 24 * 30


class OutgoingQuery(Schema):
    """Which unfinished messages."""

    dead = fields.Boolean(load_default=False, metadata={"description": "只包括已放弃的消息"})
    older = fields.Integer(
        validate=validate.Range(0, MOST_MINUTES), metadata={"description": "只包括早于若干分钟的消息"}
    )
    name = fields.String(validate=validate.Length(1, 100))


class OutgoingRow(Schema):
    """One message that has not arrived."""

    id = fields.UUID()
    name = fields.String()
    receiver = fields.String()
    aggregate_id = fields.String()
    aggregate_version = fields.Integer()
    created_at = fields.AwareDateTime()
    dead_at = fields.AwareDateTime(allow_none=True)
    attempts = fields.Integer()
    last_error = fields.String(allow_none=True)


class OutgoingQueue(Schema):
    """How one of the queues stands that this service sends to; the age in seconds."""

    queue = fields.String()
    waiting = fields.Integer()
    sent_not_acknowledged = fields.Integer()
    dead = fields.Integer()
    oldest_age = fields.Float()


class OutgoingList(Schema):
    """Unfinished messages, the oldest first, and how the queues stand."""

    items = fields.List(fields.Nested(OutgoingRow))
    cut = fields.Boolean(metadata={"description": "消息太多，只列出了最早的"})
    queues = fields.List(fields.Nested(OutgoingQueue))


class OutgoingMessage(OutgoingRow):
    """One message with what it says, numbers and secrets masked."""

    queue = fields.String()
    schema_version = fields.Integer()
    aggregate_type = fields.String()
    payload = fields.Dict(keys=fields.String())
    headers = fields.Dict(keys=fields.String())
    available_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)


class OutgoingDeed(Schema):
    """Why it is done."""

    reason = fields.String(
        required=True,
        validate=validate.Length(2, 200, error="请填写原因，2 至 200 字。"),
        error_messages={"required": "请填写原因，2 至 200 字。"},
    )
