"""Attachments looked at page by page."""

from marshmallow import Schema, fields, validate

from shared.uploads.previews import SIZES


class AttachmentPagesSchema(Schema):
    """What a preview has to know of a file."""

    name = fields.String(required=True)
    pages = fields.Integer(required=True)


class PageSizeSchema(Schema):
    """How large the picture of a page is to be."""

    size = fields.String(load_default="large", validate=validate.OneOf(sorted(SIZES), error="没有这种大小。"))
