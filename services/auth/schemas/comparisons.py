"""What is answered about comparing the services."""

from marshmallow import Schema, fields, validate


class Difference(Schema):
    """One of them: what differs, in words, about which thing, and as what auth tells it again if it is the owner."""

    what = fields.String(required=True)
    about = fields.String(required=True)
    told_as = fields.String(required=True, allow_none=True, validate=validate.OneOf(("unit", "person")))


class ComparisonShown(Schema):
    """One comparison, with the first hundred differences."""

    at = fields.AwareDateTime(required=True)
    total = fields.Integer(required=True)
    differences = fields.List(fields.Nested(Difference), required=True)


class Comparisons(Schema):
    """The last thirty, the newest first."""

    items = fields.List(fields.Nested(ComparisonShown), required=True)


class ToldAgain(Schema):
    """How many units and people are told of again."""

    units = fields.Integer(required=True)
    people = fields.Integer(required=True)
