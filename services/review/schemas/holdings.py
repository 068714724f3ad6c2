"""How many cases there are about somebody and with them."""

from marshmallow import Schema, fields


class Holdings(Schema):
    """Numbers only."""

    open_cases = fields.Integer(required=True)
    closed_cases = fields.Integer(required=True)
    cases_in_hand = fields.Integer(required=True)
    decisions = fields.Integer(required=True)
