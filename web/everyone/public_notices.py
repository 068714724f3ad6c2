"""公开的通知公告, for everybody without signing in: list, text, and a feed for readers of Atom (RFC 4287)."""

import re
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from shared.settings import settings
from web.audience import open_page
from web.clients import public_notices
from web.everyone.files import passed_on

ATOM = "application/atom+xml"
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BEFORE_ANY = "1970-01-01T00:00:00+00:00"

pages = Blueprint("public_notices", __name__, url_prefix="/public/notices")


@pages.get("")
@open_page
def listed() -> ResponseReturnValue:
    """The public notices, newest first."""
    _, page = public_notices.page(request.args.get("cursor"))
    return render_template("everyone/public_notices.html", page=page)


@pages.get("/feed.atom")
@open_page
def feed() -> ResponseReturnValue:
    """The newest of them with their texts, for programs that look again and again: 304 while there is no news."""
    tag, page = public_notices.page(None)
    updated = max((one["revised_at"] or one["published_at"] for one in page["items"]), default=BEFORE_ANY)
    response = Response(mimetype=ATOM)
    response.headers["ETag"] = tag
    response.last_modified = datetime.fromisoformat(updated)
    response.make_conditional(request)
    if response.status_code != 304:
        site = settings.public_url.rstrip("/")
        xml = render_template("everyone/feed.xml", items=page["items"], updated=updated, site=site)
        response.set_data(NOT_IN_XML.sub("", xml))
    return response


@pages.get("/<uuid:notice_id>")
@open_page
def show(notice_id: UUID) -> ResponseReturnValue:
    """One public notice."""
    return render_template("everyone/public_notice.html", notice=public_notices.notice(str(notice_id)))


@pages.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@open_page
def attachment(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """An attachment, to be saved."""
    return passed_on(public_notices.attachment(str(notice_id), str(attachment_id)))


@pages.post("/<uuid:notice_id>/attachments/<uuid:attachment_id>/downloads")
@open_page
def count_download(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Count that it was saved."""
    public_notices.count_download(str(notice_id), str(attachment_id))
    return "", 204
