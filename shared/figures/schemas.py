"""The JSON of figures that the services have alike."""

from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from shared.beijing import today
from shared.figures.reading import Wanted
from shared.typed_text import Words

USUAL_DAYS = 30
MOST_DAYS = 366
LONGEST_CURSOR = 500

DAY: dict[str, Any] = {"invalid": "日期应写成 2026-03-31 的样子"}
UNIT: dict[str, Any] = {"invalid_uuid": "单位无效"}


class FigureQuery(Schema):
    """Whose figures, of which series, and the days for what is told by the day."""

    unit_id = fields.UUID(load_default=None, error_messages=UNIT)
    alone = fields.Boolean(load_default=False, error_messages={"invalid": "应为 true 或 false"})
    series = Words(load_default=None, validate=validate.Length(max=8, error="职称系列无效"))
    first = fields.Date(load_default=None, error_messages=DAY)
    last = fields.Date(load_default=None, error_messages=DAY)
    after = fields.String(load_default=None, validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效"))

    @post_load
    def _wanted(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        last: date = data.pop("last") or today()
        first: date = data.pop("first") or last - timedelta(days=USUAL_DAYS - 1)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise ValidationError(f"起始日期不能晚于截止日期，最多 {MOST_DAYS} 天", "first")
        own = {name: data.pop(name) for name in ("unit_id", "alone", "series", "after")}
        return data | {"wanted": Wanted(first=first, last=last, **own)}


class UnitName(Schema):
    """A unit as a page names it."""

    id = fields.UUID()
    name = fields.String()


class FigureScope(Schema):
    """Whose figures these are, and where one may go from there."""

    unit = fields.Nested(UnitName)
    below = fields.Boolean(metadata={"description": "含下级单位"})
    can_see_below = fields.Boolean()
    way = fields.List(fields.Nested(UnitName))
    roots = fields.List(fields.Nested(UnitName))


class Bar(Schema):
    """How many there are of a value."""

    value = fields.String()
    count = fields.Integer()
