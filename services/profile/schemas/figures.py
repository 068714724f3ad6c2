"""What goes in and out about 统计."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.profile.counted_people import Bar as BarOfPeople
from shared.figures.schemas import Bar, FigureQuery, FigureScope
from shared.paging import LARGEST_PAGE, PAGE

BETWEEN = "应在 {min} 到 {max} 之间"
DIMENSIONS = ("status", "completeness", "level", "education", "age", "submitted")


class TitleCount(Schema):
    """People of a title series and level; both empty for those without a title."""

    series = fields.String()
    level = fields.String()
    count = fields.Integer()


class UnitOfPeople(Schema):
    """A unit below with its people by status."""

    id = fields.UUID()
    name = fields.String()
    people = fields.Integer()
    status = fields.Dict(keys=fields.String(), values=fields.Integer())


class PeopleFigures(Schema):
    """People by status, completeness, day of the first submission, title, education and age."""

    scope = fields.Nested(FigureScope)
    people = fields.Integer()
    status = fields.List(fields.Nested(Bar))
    completeness = fields.List(fields.Nested(Bar))
    deadline = fields.Date(allow_none=True)
    submitted = fields.List(fields.Nested(Bar))
    title = fields.List(fields.Nested(TitleCount))
    education = fields.List(fields.Nested(Bar))
    age = fields.List(fields.Nested(Bar))
    units = fields.List(fields.Nested(UnitOfPeople))
    next = fields.String(allow_none=True)


class BarQuery(FigureQuery):
    """One bar of a figure."""

    dimension = fields.String(required=True, validate=validate.OneOf(DIMENSIONS, error="请选择下列之一：{choices}"))
    value = fields.String(required=True, validate=validate.Length(0, 20, error="统计项无效"))

    @post_load
    def _bar(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"bar": BarOfPeople(data.pop("dimension"), data.pop("value"))}


class CountedPeopleQuery(BarQuery):
    """A page of the people of a bar."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=300, error="翻页位置无效"))
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE, error="应在 {min} 到 {max} 之间")
    )


class CountedPerson(Schema):
    """A person behind a number."""

    id = fields.UUID()
    account = fields.String()
    name = fields.String()
    unit_id = fields.UUID()
    unit_name = fields.String(allow_none=True)
    status = fields.String()
    completeness = fields.Integer()
    submitted_at = fields.AwareDateTime(allow_none=True)


class CountedPeople(Schema):
    """A page of the people of a bar, and how many they are."""

    scope = fields.Nested(FigureScope)
    total = fields.Integer()
    sheet_at_once = fields.Boolean(metadata={"description": "可直接导出 Excel；否则在后台导出"})
    items = fields.List(fields.Nested(CountedPerson))
    next = fields.String(allow_none=True)
