"""Units and their staff, as the API gives them."""

from marshmallow import Schema, fields, validate

from services.review.schemas.requests import Text

MOST_FOUND = 20


class UnitQuery(Schema):
    """A piece of a unit's name."""

    q = Text(load_default="", validate=validate.Length(max=50, error="最多 {max} 个字符"))


class UnitFound(Schema):
    """A unit and the one above it."""

    id = fields.UUID()
    name = fields.String()
    superior_name = fields.String(allow_none=True)
    closed = fields.Boolean()


class StaffShown(Schema):
    """Somebody who reviews or administers for a unit."""

    person_id = fields.UUID()
    name = fields.String()
    roles = fields.List(fields.String())
    active = fields.Boolean()
    on_leave = fields.Boolean()
    open_cases = fields.Integer()
    substitute_id = fields.UUID(allow_none=True)
    substitute_name = fields.String(allow_none=True)
