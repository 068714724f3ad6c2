"""What goes in and out about collection windows."""

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.profile.operations.window_setting import WindowSetting
from shared.typed_text import Words

MISSING: dict[str, Any] = {"required": "必填项", "null": "必填项"}
DAY = MISSING | {"invalid": "请填写日期，例如 2026-03-31"}
FIRST_YEAR, LAST_YEAR = 2000, 2100


def in_this_age(day: date) -> None:
    """Refuse a year that can only be a slip of the finger."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError("年份有误，请核对")


class WindowBody(Schema):
    """A window as it is to be."""

    name = Words(required=True, error_messages=MISSING, validate=validate.Length(1, 40, error="请填写 1 到 40 个字"))
    opens_on = fields.Date(format="iso", required=True, error_messages=DAY, validate=in_this_age)
    closes_on = fields.Date(
        format="iso",
        required=True,
        error_messages=DAY,
        validate=in_this_age,
        metadata={"description": "最后一天，24:00 截止"},
    )
    grace_minutes = fields.Integer(
        load_default=0,
        error_messages={"invalid": "应为整数"},
        validate=validate.Range(0, 120, error="应在 {min} 到 {max} 之间"),
    )
    changes_bound = fields.Boolean(load_default=False, metadata={"description": "是否也限制信息变更申请"})
    note = Words(load_default="", validate=validate.Length(max=500, error="最多 {max} 个字"))


class WindowChange(WindowBody):
    """All that can be changed of a window."""

    @post_load
    def _setting(self, data: dict[str, Any], **_: Any) -> WindowSetting:
        return WindowSetting(**data)


class NewWindow(WindowBody):
    """A window for a unit and those below it."""

    unit_id = fields.UUID(required=True, error_messages=MISSING | {"invalid_uuid": "请选择单位"})


class Window(Schema):
    """A window as it stands."""

    id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    unit_name = fields.String(required=True)
    name = fields.String(required=True)
    opens_on = fields.Date(required=True)
    closes_on = fields.Date(required=True)
    opens_at = fields.AwareDateTime(required=True)
    closes_at = fields.AwareDateTime(required=True)
    grace_minutes = fields.Integer(required=True)
    changes_bound = fields.Boolean(required=True)
    note = fields.String(required=True)
    version = fields.Integer(required=True)
    closed_early_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    state = fields.String(required=True, metadata={"description": "coming, open, over, withdrawn"})


class WindowEdition(Schema):
    """One setting of a window: what was set, by whom."""

    version = fields.Integer(required=True)
    deed = fields.String(required=True, metadata={"description": "set, changed, closed, withdrawn"})
    content = fields.Dict(keys=fields.String(), required=True)
    by_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class WindowInFull(Window):
    """A window with all its settings."""

    editions = fields.List(fields.Nested(WindowEdition), required=True)


class WindowPage(Schema):
    """One page, and where the next begins."""

    items = fields.List(fields.Nested(Window), required=True)
    next = fields.String(allow_none=True)
