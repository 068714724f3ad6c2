"""The chain of stages of a unit, as the API takes and gives it."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.review.models import ChainStage, Resume
from services.review.schemas.requests import CHOICE, MISSING, Text

MOST_STAGES = 9
MOST_LEVELS_UP = 9
MOST_DAYS = 365

BETWEEN = "应在 {min} 到 {max} 之间"
WHOLE = MISSING | {"invalid": "应为整数"}


class ChainStageBody(Schema):
    """One stage: its title, how many levels above the person's unit it lies, and the working days until it is due."""

    title = Text(required=True, validate=validate.Length(1, 20, error="请填写 {min} 到 {max} 个字符"))
    levels_up = fields.Integer(
        required=True,
        strict=True,
        error_messages=WHOLE,
        validate=validate.Range(0, MOST_LEVELS_UP, error=BETWEEN),
        metadata={"description": "0：本单位；1：主管部门；2：再上一级……"},
    )
    days = fields.Integer(
        required=True,
        strict=True,
        error_messages=WHOLE,
        validate=validate.Range(1, MOST_DAYS, error=BETWEEN),
        metadata={"description": "工作日"},
    )

    @post_load
    def _stage(self, data: dict[str, Any], **_: Any) -> ChainStage:
        return ChainStage(**data)


class ChainBody(Schema):
    """The stages in their order, and where a resubmission begins."""

    stages = fields.List(
        fields.Nested(ChainStageBody),
        required=True,
        error_messages=MISSING,
        validate=validate.Length(1, MOST_STAGES, error="审核级数应为 {min} 到 {max} 级"),
    )
    resume = fields.Enum(Resume, by_value=True, load_default=Resume.FIRST, error_messages={"unknown": CHOICE})


class ChainShown(Schema):
    """The chain that the unit's new cases get; `set_for` is the unit it comes from, null for the general default."""

    stages = fields.List(fields.Nested(ChainStageBody))
    resume = fields.Enum(Resume, by_value=True)
    set_for = fields.UUID(allow_none=True)
