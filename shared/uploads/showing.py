"""Pages of kept files as answers to requests."""

from flask import Response, request
from marshmallow import Schema, fields, validate

from shared.uploads.previews import SIZES, Original, page_picture

NOT_MODIFIED = 304


class PageSize(Schema):
    """How large the picture of a page is to be."""

    size = fields.String(load_default="large", validate=validate.OneOf(sorted(SIZES), error="没有这种大小。"))


def picture_of_page(file: Original, page: int, size: str) -> Response:
    """A page as JPEG, or without a look at it 304 to whoever keeps it already; raises what `page_picture` raises."""
    response = Response(mimetype="image/jpeg")
    response.set_etag(f"{file.sha256[:32]}-{page}-{size}")
    response.headers["Cache-Control"] = "private, no-cache"  # kept, but each time asked whether it may be seen still
    response.make_conditional(request)
    if response.status_code != NOT_MODIFIED:
        response.data = page_picture(file, page, size)
    return response
