"""What the review API takes. Unknown fields are refused."""

from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.review.models import CaseStatus
from services.review.narrowing import NO_TITLE, Age, CaseFilter, Holder, Sort
from shared.catalogue import CODE_LISTS
from shared.messaging.contracts import Reason, SubjectKind
from shared.paging import LARGEST_PAGE, PAGE

LONGEST_CURSOR = 300
LONGEST_REASON = 500
MOST_REASONS = 50
LAYOUT = "\n\t"

KEY = validate.Regexp(r"[A-Za-z0-9_-]{1,64}\Z", error="标识只能由字母、数字、下划线和连字符组成，最长 64 个字符")
CHOICE = "请选择下列之一：{choices}"
NOT_AMONG: dict[str, Any] = {"unknown": CHOICE}
LONGEST = "最多 {max} 个字符"
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


def _code(codes: str) -> validate.OneOf:
    """A code of this list, or none at all."""
    return validate.OneOf([*(code.code for code in CODE_LISTS[codes].entries), NO_TITLE], error="没有这一项")


class Narrowing(Schema):
    """The filters of the list and its order."""

    status = fields.Enum(CaseStatus, by_value=True, error_messages=NOT_AMONG)
    kind = fields.String(validate=validate.OneOf(get_args(SubjectKind), error=CHOICE))
    q = Text(
        validate=validate.Length(max=50, error=LONGEST), metadata={"description": "姓名（可只写一部分）或账号的开头"}
    )
    age = fields.Enum(Age, by_value=True, error_messages=NOT_AMONG)
    unit = fields.UUID(error_messages={"invalid_uuid": "标识无效"}, metadata={"description": "这一单位及其下级"})
    title_series = fields.String(validate=_code("title_series"))
    title_level = fields.String(validate=_code("title_level"))
    warnings = fields.Boolean(error_messages={"invalid": "应为 true 或 false"})
    holder = fields.Enum(Holder, by_value=True, error_messages=NOT_AMONG)
    sort = fields.Enum(Sort, by_value=True, error_messages=NOT_AMONG)

    @post_load
    def _narrowed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        others = {name: data.pop(name, None) for name in ("sort", "cursor", "limit", "after")}
        return others | {"narrowed": CaseFilter(**data)}


class CaseQuery(Narrowing):
    """A page of the list."""

    cursor = fields.String(validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效"))
    limit = fields.Integer(
        load_default=PAGE,
        error_messages={"invalid": "应为整数"},
        validate=validate.Range(1, LARGEST_PAGE, error="应在 {min} 到 {max} 之间"),
    )


class NextQuery(Narrowing):
    """The list as its address tells it, and the case behind which to look; on which page it stood does not matter."""

    cursor = fields.String(validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效"))
    after = fields.UUID(error_messages={"invalid_uuid": "标识无效"})


class UnitQuery(Schema):
    """Units of the list."""

    q = Text(validate=validate.Length(max=50, error=LONGEST), metadata={"description": "单位名称的一部分"})


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
