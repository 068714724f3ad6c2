"""Who has not confirmed a notice, as its writers see it."""

from marshmallow import Schema, fields


class UnconfirmedPerson(Schema):
    """Somebody who has not confirmed."""

    account = fields.String(required=True)
    name = fields.String(required=True)
    unit_name = fields.String(required=True)


class Reminded(Schema):
    """How far today's reminder has come."""

    asked_at = fields.AwareDateTime(required=True)
    done = fields.Integer(required=True, metadata={"description": "how many people were reminded"})
    status = fields.String(required=True)


class UnconfirmedPage(Schema):
    """A page of them, by account."""

    title = fields.String(required=True)
    items = fields.List(fields.Nested(UnconfirmedPerson), required=True)
    next = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True, metadata={"description": "counted to 1000"})
    reminded = fields.Nested(Reminded, required=True, allow_none=True)
