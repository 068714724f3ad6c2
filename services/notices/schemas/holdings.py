"""How many messages and readings an account has."""

from marshmallow import Schema, fields


class Holdings(Schema):
    """Numbers only."""

    messages = fields.Integer(required=True)
    unread = fields.Integer(required=True)
    read_notices = fields.Integer(required=True)
