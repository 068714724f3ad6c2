"""What goes out about 统计."""

from marshmallow import Schema, fields

from shared.figures.schemas import Bar, FigureScope


class Spread(Schema):
    """How many cases, and how many days they take: the middle, what nine of ten do not exceed, and in bands."""

    count = fields.Integer()
    median = fields.Integer(allow_none=True)
    most = fields.Integer(allow_none=True)
    bands = fields.List(fields.Nested(Bar))


class OpenSpread(Spread):
    """Cases that wait for a decision, and how many of them are past their date."""

    overdue = fields.Integer()


class PlaceCount(Schema):
    """How many cases were returned for a field, a section, or (both empty) the whole."""

    section = fields.String()
    field = fields.String()
    count = fields.Integer()


class Load(Schema):
    """What lies with a reviewer, and what was decided in the last 7 and 30 days."""

    person_id = fields.UUID()
    name = fields.String(allow_none=True)
    open = fields.Integer()
    overdue = fields.Integer()
    decided_week = fields.Integer()
    decided_month = fields.Integer()


class UnitOfCases(Schema):
    """A unit below with its cases."""

    id = fields.UUID()
    name = fields.String()
    open = fields.Nested(OpenSpread)
    decided = fields.Nested(Spread)


class CaseFigures(Schema):
    """Cases waiting and decided, what was returned and why, and the load of the unit's reviewers."""

    scope = fields.Nested(FigureScope)
    open = fields.Nested(OpenSpread)
    decided = fields.Nested(Spread)
    returned = fields.List(fields.Nested(PlaceCount))
    reviewers = fields.List(fields.Nested(Load))
    units = fields.List(fields.Nested(UnitOfCases))
    next = fields.String(allow_none=True)
