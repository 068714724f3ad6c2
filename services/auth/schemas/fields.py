"""Text from outside, with faults told in Chinese."""

from typing import Any

from marshmallow import Schema, ValidationError, fields

LONGEST = 500


class RequestSchema(Schema):
    """What a request may hold; anything else is refused."""

    error_messages = {"unknown": "不支持的字段。", "type": "请求内容的格式不正确。"}  # noqa: RUF012 - marshmallow's own form


def storable(value: str) -> None:
    """Refuse what neither a database nor a hash can take: a NUL, half a surrogate pair."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValidationError("含有无法识别的字符，请重新输入。")
    if len(value) > LONGEST:
        raise ValidationError(f"内容过长，最多 {LONGEST} 个字符。")


def text(missing: str, **kwargs: Any) -> fields.String:
    """A required text; `missing` is what to tell when it is not there or empty."""

    def present(value: str) -> None:
        if not value:
            raise ValidationError(missing)

    messages: dict[str, Any] = {
        "required": missing,
        "null": missing,
        "invalid": "应为文字。",
        "invalid_utf8": "含有无法识别的字符。",
    }
    return fields.String(required=True, validate=[present, storable], error_messages=messages, **kwargs)
