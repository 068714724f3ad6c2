"""What partners send, and how they are answered."""

from marshmallow import Schema, fields, validate

LONGEST = 500


class PartnerEvent(Schema):
    """What a partner says about the state of a person's page."""

    type = fields.String(required=True, validate=validate.Length(max=100))
    person = fields.UUID(required=True, metadata={"description": "投递中的 person"})
    sequence = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    url = fields.String(validate=validate.Length(max=LONGEST), metadata={"description": "page.opened：公开主页地址"})


class PartnerEventHeard(Schema):
    """What became of it."""

    effect = fields.String(required=True, validate=validate.OneOf(["applied", "ignored"]))
