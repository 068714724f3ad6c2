"""What the review API takes. Unknown fields are refused."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.review.models import CaseStatus
from services.review.queries import CaseFilter
from shared.messaging.contracts import Reason
from shared.paging import LARGEST_PAGE, PAGE

LONGEST_CURSOR = 300
LONGEST_REASON = 500
MOST_REASONS = 50
LAYOUT = "\n\t"

KEY = validate.Regexp(r"[A-Za-z0-9_-]{1,64}\Z", error="标识只能由字母、数字、下划线和连字符组成，最长 64 个字符")
CHOICE = "请选择下列之一：{choices}"
MISSING: dict[str, Any] = {"required": "此项必填", "null": "此项必填"}


class Text(fields.String):
    """Text as people write it, without space around it; refuses characters that have no place in it."""

    default_error_messages = {"required": "此项必填", "null": "此项必填", "invalid": "此项应为文字"}  # noqa: RUF012 - marshmallow's own way

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        given: str = super()._deserialize(value, attr, data, **kwargs)
        # Surrogates can't be encoded, NUL can't be stored, other control characters can't be seen.
        if not all(character.isprintable() or character in LAYOUT or character.isspace() for character in given):
            raise ValidationError("含有无法显示的字符，请重新输入")
        return given.strip()


class CaseQuery(Schema):
    """The filters of the list."""

    status = fields.Enum(CaseStatus, by_value=True, error_messages={"unknown": CHOICE})
    kind = fields.String(validate=validate.OneOf(["record", "change"], error=CHOICE))
    q = Text(validate=validate.Length(max=50, error="最多 {max} 个字符"), metadata={"description": "姓名或账号"})
    cursor = fields.String(validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效"))
    limit = fields.Integer(
        load_default=PAGE,
        error_messages={"invalid": "应为整数"},
        validate=validate.Range(1, LARGEST_PAGE, error="应在 {min} 到 {max} 之间"),
    )

    @post_load
    def _narrowed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        page = {"cursor": data.pop("cursor", None), "limit": data.pop("limit")}
        return page | {"narrowed": CaseFilter(**data)}


class ReasonBody(Schema):
    """A fault: in words, and where it lies."""

    text = Text(required=True, validate=validate.Length(1, LONGEST_REASON, error="请填写 {min} 到 {max} 个字符"))
    section = fields.String(load_default=None, allow_none=True, validate=KEY)
    entry = fields.String(load_default=None, allow_none=True, validate=KEY)
    field = fields.String(load_default=None, allow_none=True, validate=KEY)

    @post_load
    def _reason(self, data: dict[str, Any], **_: Any) -> Reason:
        return Reason(**data)


class DecisionBody(Schema):
    """What is decided; to return needs at least one reason."""

    decision = fields.String(
        required=True, validate=validate.OneOf(["approve", "return"], error=CHOICE), error_messages=MISSING
    )
    reasons = fields.List(
        fields.Nested(ReasonBody),
        load_default=list,
        validate=validate.Length(max=MOST_REASONS, error="最多 {max} 条原因"),
    )
