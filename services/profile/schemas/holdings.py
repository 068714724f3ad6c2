"""How much of an account there is, without any contents."""

from marshmallow import Schema, fields


class SectionHeld(Schema):
    """A section that is filled in."""

    title = fields.String(required=True)
    entries = fields.Integer(required=True)


class Holdings(Schema):
    """What the record of an account holds; no status if there is no record."""

    status = fields.String(required=True, allow_none=True)
    updated_at = fields.AwareDateTime(required=True, allow_none=True)
    sections = fields.List(fields.Nested(SectionHeld), required=True)
    submissions = fields.Integer(required=True)
    open_changes = fields.Integer(required=True)
    open_corrections = fields.Integer(required=True)
    shares = fields.Integer(required=True)
