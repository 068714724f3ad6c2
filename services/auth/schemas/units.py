"""Units, what is asked of them, and what is told of them."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.auth.models import UnitRequestStatus
from services.auth.operations.units import UnitFacts
from services.auth.policy import Action
from services.auth.schemas.fields import RequestSchema, storable, text
from shared.paging import LARGEST_PAGE, PAGE

LONGEST_QUERY, LONGEST_REASON, SHORTEST_REASON = 50, 300, 2
INVALID: dict[str, Any] = {"required": "此项必填。", "null": "此项必填。", "invalid": "此项的格式不正确。"}


def _reason() -> fields.String:
    length = validate.Length(SHORTEST_REASON, LONGEST_REASON, error="请用 2 至 300 个字说明理由。")
    return fields.String(required=True, validate=[storable, length], error_messages=INVALID)


def _unit_id(**kwargs: Any) -> fields.UUID:
    return fields.UUID(error_messages={**INVALID, "invalid_uuid": "请选择一个单位。"}, **kwargs)


class PageQuery(RequestSchema):
    """Which page of a list."""

    cursor = fields.String(load_default=None, validate=storable)
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE, error="每页 {min} 至 {max} 条。")
    )


class UnitQuery(RequestSchema):
    """A piece of a unit's name, code or pinyin."""

    q = fields.String(
        required=True, validate=[storable, validate.Length(max=LONGEST_QUERY, error="最多 {max} 个字符。")]
    )


class UnitRequestQuery(PageQuery):
    """Which requests: what waits for the asker, or all that were ever made."""

    pending = fields.Boolean(load_default=False)
    unit_id = _unit_id(load_default=None)


class FactsBody(RequestSchema):
    """What a unit says of itself; `same_name`: the asker knows that another unit has this name."""

    name = text("请填写单位名称。")
    code = text("请填写统一社会信用代码。")
    nature = text("请选择单位性质。")
    region = text("请选择所在地区。")
    phone = fields.String(load_default="", validate=storable, error_messages=INVALID)
    address = fields.String(load_default="", validate=storable, error_messages=INVALID)
    same_name = fields.Boolean(load_default=False, error_messages=INVALID)

    @post_load
    def _together(self, body: dict[str, Any], **_: Any) -> dict[str, Any]:
        facts = {name: body.pop(name) for name in ("name", "code", "nature", "region", "phone", "address")}
        return {**body, "facts": UnitFacts(**facts).normalised()}


class NewUnitBody(FactsBody):
    """A new unit; without a superior it is a top unit."""

    superior_id = _unit_id(required=True, allow_none=True)


class ContactBody(RequestSchema):
    """How a unit is reached."""

    phone = fields.String(required=True, validate=storable, error_messages=INVALID)
    address = fields.String(required=True, validate=storable, error_messages=INVALID)


class AskedFactsBody(RequestSchema):
    """The facts that a unit asks its superior to confirm."""

    name = text("请填写单位名称。")
    code = text("请填写统一社会信用代码。")
    nature = text("请选择单位性质。")
    region = text("请选择所在地区。")
    reason = _reason()


class MoveBody(RequestSchema):
    """Under which superior a unit is to stand; none: it becomes a top unit."""

    superior_id = _unit_id(required=True, allow_none=True)
    reason = _reason()


class MergerBody(RequestSchema):
    """Into which unit it is to be merged."""

    into_id = _unit_id(required=True)
    reason = _reason()


class WhyBody(RequestSchema):
    """Why."""

    reason = _reason()


class UnitLine(Schema):
    """A unit in a list."""

    id = fields.UUID()
    name = fields.String()
    code = fields.String()
    closed = fields.Boolean()
    has_below = fields.Boolean()
    superior_name = fields.String(allow_none=True)
    merged_into_id = fields.UUID(allow_none=True)
    merged_into_name = fields.String(allow_none=True)


class UnitPage(Schema):
    """A page of units."""

    items = fields.List(fields.Nested(UnitLine))
    next = fields.String(allow_none=True)


class UnitAbove(Schema):
    """A unit in the line of superiors."""

    id = fields.UUID()
    name = fields.String()
    visible = fields.Boolean()


class UnitName(Schema):
    """Another unit."""

    id = fields.UUID()
    name = fields.String()


class UnitCounts(Schema):
    """What is in a unit; `staff` counts by role."""

    people = fields.Integer()
    active = fields.Integer()
    below = fields.Integer()
    staff = fields.Dict(keys=fields.String(), values=fields.Integer())


class UnitShown(Schema):
    """A unit in full; `actions` is what the asker can do with it now."""

    id = fields.UUID()
    name = fields.String()
    code = fields.String()
    nature = fields.String()
    region = fields.String()
    phone = fields.String()
    address = fields.String()
    superior_id = fields.UUID(allow_none=True)
    closed = fields.Boolean()
    version = fields.Integer()
    line = fields.List(fields.Nested(UnitAbove))
    merged_into = fields.Nested(UnitName, allow_none=True)
    counts = fields.Nested(UnitCounts)
    actions = fields.List(fields.Enum(Action, by_value=True))
    pending_request = fields.UUID(allow_none=True)


class UnitEventShown(Schema):
    """One thing that was done to a unit."""

    deed = fields.String()
    before = fields.Dict(keys=fields.String(), values=fields.String())
    after = fields.Dict(keys=fields.String(), values=fields.String())
    reason = fields.String()
    by = fields.String(allow_none=True)
    at = fields.AwareDateTime()


class UnitHistory(Schema):
    """A page of what was done to a unit."""

    items = fields.List(fields.Nested(UnitEventShown))
    next = fields.String(allow_none=True)


class Progress(Schema):
    """How far a merger has been told."""

    status = fields.String()
    total = fields.Integer()
    done = fields.Integer()
    failed = fields.Integer()


class UnitRequestShown(Schema):
    """What is asked of a unit, and how it stands."""

    id = fields.UUID()
    kind = fields.String()
    unit_id = fields.UUID()
    unit_name = fields.String()
    into_id = fields.UUID(allow_none=True)
    into_name = fields.String(allow_none=True)
    before = fields.Dict(keys=fields.String(), values=fields.String())
    after = fields.Dict(keys=fields.String(), values=fields.String())
    reason = fields.String()
    status = fields.Enum(UnitRequestStatus, by_value=True)
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String()
    can_answer = fields.Boolean()
    can_withdraw = fields.Boolean()
    progress = fields.Nested(Progress, allow_none=True)


class UnitRequestPage(Schema):
    """A page of requests."""

    items = fields.List(fields.Nested(UnitRequestShown))
    next = fields.String(allow_none=True)
