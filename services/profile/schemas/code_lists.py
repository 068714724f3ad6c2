"""What goes in and out about code lists."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.profile.operations.code_additions import NewCode
from services.profile.schemas.windows import DAY, MISSING, in_this_age
from shared.typed_text import Words

LONGEST_SEARCH = 50


class CodeQuery(Schema):
    """What is looked for; with `retired` the whole list comes, headings and what can't be chosen any more too."""

    search = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_SEARCH, error="最多可输入 {max} 个字查找。")
    )
    retired = fields.Boolean(load_default=False)

    @validates_schema
    def one_of_both(self, data: dict[str, object], **_: object) -> None:
        """The whole list is not searched."""
        if data["retired"] and data["search"]:
            raise ValidationError("查找时不能同时取已停用的代码。", "retired")


class Code(Schema):
    """One code. `valid_from` and `valid_to` are its first and its last day, `extension` marks one of our own."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    group = fields.String(required=True)
    heading = fields.Boolean(required=True)
    extension = fields.Boolean(required=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)


class CodeList(Schema):
    """A code list and the standard it was taken from."""

    name = fields.String(required=True)
    standard = fields.String(required=True)
    codes = fields.List(fields.Nested(Code), required=True)


class CodeDays(Schema):
    """The days on which an added code may be chosen; without `valid_to` for good."""

    valid_from = fields.Date(format="iso", required=True, error_messages=DAY, validate=in_this_age)
    valid_to = fields.Date(format="iso", load_default=None, allow_none=True, error_messages=DAY, validate=in_this_age)


class NewCodeBody(CodeDays):
    """A code that is to be added to a list."""

    codes = fields.String(required=True, error_messages=MISSING)
    name = Words(required=True, error_messages=MISSING, validate=validate.Length(1, 40, error="请填写 1 到 40 个字"))
    group = fields.String(load_default="", metadata={"description": "学位：学士、硕士或博士"})
    series = fields.String(load_default="", metadata={"description": "资格名称：所属系列的代码"})
    level = fields.String(load_default="", metadata={"description": "资格名称：级别的代码"})

    @post_load
    def _code(self, data: dict[str, Any], **_: Any) -> NewCode:
        return NewCode(**data)


class CodeAddition(Schema):
    """An added code as it is now."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    codes = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    pinyin = fields.String(required=True)
    group = fields.String(required=True)
    series = fields.String(required=True)
    level = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class CodeAdditionList(Schema):
    """All of them; `edition` grows with every setting."""

    edition = fields.Integer(required=True)
    items = fields.List(fields.Nested(CodeAddition), required=True)


class CodeAdditionEdition(Schema):
    """What somebody set."""

    version = fields.Integer(required=True)
    deed = fields.String(required=True, validate=validate.OneOf(["added", "changed"]))
    content = fields.Dict(required=True)
    by_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class CodeAdditionInFull(CodeAddition):
    """One of them with every setting, the newest first."""

    editions = fields.List(fields.Nested(CodeAdditionEdition), required=True)
