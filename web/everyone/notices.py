"""通知公告: the landing page, and each notice."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.beijing import today
from web.audience import page_for
from web.clients import notices
from web.clients.http import ApiError
from web.everyone.files import passed_on, picture_passed_on
from web.telling import telling

FILTERS = ("q", "year", "category")
CATEGORIES = ("通知", "公告", "政策文件", "操作指南")
YEARS = 10
REVISED_MEANWHILE = 412
DONE = ("", 204)

pages = Blueprint("notices", __name__)


@pages.get("/notices")
@page_for()
def listed() -> ResponseReturnValue:
    """The notices for this person, newest first, or what of them is looked for."""
    filters = {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}
    cursor = request.args.get("cursor")
    page = notices.notices(filters | ({"cursor": cursor} if cursor else {}))
    marks = notices.marks(one["id"] for one in page["items"])
    years = range(today().year, today().year - YEARS, -1)
    return render_template(
        "everyone/notices.html", page=page, marks=marks, filters=filters, years=years, categories=CATEGORIES
    )


@pages.post("/notices/reading")
@page_for()
def read_everything() -> ResponseReturnValue:
    """Let everything count as read."""
    with telling("已全部标为已读。"):
        notices.read_everything()
    return redirect(url_for(".listed"))


@pages.get("/notices/<uuid:notice_id>")
@page_for()
def show(notice_id: UUID) -> ResponseReturnValue:
    """One notice; the open page tells that it was read."""
    notice = notices.notice(str(notice_id))
    marks = notices.own_marks(str(notice_id))
    downloads = {one["id"]: one["downloads"] for one in marks["downloads"]}
    return render_template("everyone/notice.html", notice=notice, marks=marks, downloads=downloads)


@pages.get("/notices/<uuid:notice_id>/editions/<int:number>")
@page_for()
def edition(notice_id: UUID, number: int) -> ResponseReturnValue:
    """What a notice said before it was revised."""
    return render_template(
        "everyone/notice_edition.html",
        notice_id=notice_id,
        edition=notices.edition(str(notice_id), number),
    )


@pages.post("/notices/<uuid:notice_id>/reading")
@page_for()
def read(notice_id: UUID) -> ResponseReturnValue:
    """Note that it was read."""
    notices.read_notice(str(notice_id))
    return DONE


@pages.post("/notices/<uuid:notice_id>/confirmation")
@page_for()
def confirm(notice_id: UUID) -> ResponseReturnValue:
    """我已阅读并知悉, for the edition that the page showed."""
    try:
        notices.confirm_notice(str(notice_id), request.form.get("edition", "", str)[:9])
    except ApiError as error:
        if error.status != REVISED_MEANWHILE:
            raise
        flash("这条通知刚刚修订过，请阅读新的内容后再确认。", "warning")
    else:
        flash("已确认。", "success")
    return redirect(url_for(".show", notice_id=notice_id))


@pages.get("/notices/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@page_for()
def attachment(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """An attachment, to be saved."""
    return passed_on(notices.attachment(str(notice_id), str(attachment_id)))


@pages.get("/notices/<uuid:notice_id>/attachments/<uuid:attachment_id>/preview")
@page_for()
def preview(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One page of an attachment as a picture, with ways to the others; scripts show it in a dialog over the page."""
    file = notices.attachment_pages(str(notice_id), str(attachment_id))
    page = min(max(request.args.get("page", 1, int), 1), file["pages"])
    here = {"notice_id": notice_id, "attachment_id": attachment_id}
    ways = {"turn": ".preview", "picture": ".page_picture", "save": ".attachment"}
    return render_template("everyone/preview.html", file=file, page=page, here=here, ways=ways)


@pages.get("/notices/<uuid:notice_id>/attachments/<uuid:attachment_id>/pages/<int:page>")
@page_for()
def page_picture(notice_id: UUID, attachment_id: UUID, page: int) -> ResponseReturnValue:
    """The picture of a page."""
    etag = request.headers.get("If-None-Match")
    return picture_passed_on(notices.attachment_page(str(notice_id), str(attachment_id), page, etag))


@pages.post("/notices/<uuid:notice_id>/attachments/<uuid:attachment_id>/downloads")
@page_for()
def count_download(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Count that it was saved."""
    notices.count_download(str(notice_id), str(attachment_id))
    return DONE
