"""Text as people type it, in the schemas of requests."""

from typing import Any

from marshmallow import ValidationError, fields


class Words(fields.String):
    """Text with its punctuation kept, without space around it and without what can't be seen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        given: str = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n")
        if not all(character.isprintable() or character.isspace() for character in given):
            raise ValidationError("含有无法显示的字符，请重新输入")
        return given.strip()
