"""What goes in and out about code lists."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

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
