"""Which page is asked for."""

from marshmallow import Schema, fields, validate

from shared.paging import LARGEST_PAGE, PAGE

LONGEST_CURSOR = 300


class PageSchema(Schema):
    """The query of every list."""

    error_messages = {"unknown": "不支持的参数。"}  # noqa: RUF012 - marshmallow's own form

    cursor = fields.String(validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效。"), load_default=None)
    limit = fields.Integer(
        load_default=PAGE,
        validate=validate.Range(1, LARGEST_PAGE, error="每页条数应在 {min} 到 {max} 之间。"),
        error_messages={"invalid": "每页条数应为整数。"},
    )
