"""通知管理: one notice, its files, and what is done with it: publish, schedule, revise, take back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.beijing import BEIJING
from web.administration.written_notices import ADDRESSED, LABELS, STATES, WRITING
from web.audience import page_for
from web.clients import written_notices
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.faults import problems, texts_by_field
from web.telling import telling, words_of

TOLD = (409, 412, 413, 422, 503)
TYPED_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d")
WHEN_LABELS = LABELS | {"published_at": "开始显示", "published_until": "结束显示"}

Json = dict[str, Any]
pages = Blueprint("publishing", __name__, url_prefix="/administration/notices/<uuid:notice_id>")


@pages.get("")
@page_for(*WRITING)
def show(notice_id: UUID) -> ResponseReturnValue:
    """How a notice stands, what it says, who has read it, and what can be done."""
    return _shown(notice_id, {})


@pages.get("/editions/<int(max=99999):number>")
@page_for(*WRITING)
def edition(notice_id: UUID, number: int) -> ResponseReturnValue:
    """An edition as it could be read."""
    kept = written_notices.edition(str(notice_id), number)
    return render_template("administration/written_edition.html", edition=kept, notice_id=notice_id)


@pages.get("/publication")
@page_for(*WRITING)
def confirm(notice_id: UUID) -> ResponseReturnValue:
    """Before it is published: how it will look, and to how many people."""
    return _confirmation(notice_id, {})


@pages.post("/publication")
@page_for(*WRITING)
def publish(notice_id: UUID) -> ResponseReturnValue:
    """Publish the draft, now or later, or the next edition."""
    version, typed = request.form.get("version", ""), dict(request.form)
    try:
        with telling("已发布。"):
            if "revision" in request.form:
                written_notices.publish_revision(str(notice_id), version)
            else:
                written_notices.publish(str(notice_id), version, _display() | {"published_at": _moment("published_at")})
    except ApiError as error:
        if error.status not in TOLD:
            raise
        return _confirmation(notice_id, typed, error)
    return redirect(url_for(".show", notice_id=notice_id))


@pages.post("/unscheduling")
@page_for(*WRITING)
def unschedule(notice_id: UUID) -> ResponseReturnValue:
    """取消定时: a draft again."""
    with telling("已改回草稿，到时不会显示。"):
        written_notices.unschedule(str(notice_id))
    return redirect(url_for(".show", notice_id=notice_id))


@pages.post("/display")
@page_for(*WRITING)
def display(notice_id: UUID) -> ResponseReturnValue:
    """置顶, and until when it is shown."""
    try:
        with telling("显示方式已修改。"):
            written_notices.display(str(notice_id), request.form.get("version", ""), _display())
    except ApiError as error:
        if error.status not in TOLD:
            raise
        return _shown(notice_id, dict(request.form), error)
    return redirect(url_for(".show", notice_id=notice_id))


@pages.post("/withdrawal")
@page_for(*WRITING)
def withdraw(notice_id: UUID) -> ResponseReturnValue:
    """撤回, with the reason."""
    try:
        with telling("已撤回，人员不再看到这则通知。"):
            written_notices.withdraw(str(notice_id), request.form.get("reason", "").strip())
    except ApiError as error:
        if error.status not in TOLD:
            raise
        return _shown(notice_id, dict(request.form), error)
    return redirect(url_for(".show", notice_id=notice_id))


@pages.post("/revision")
@page_for(*WRITING)
def begin_revision(notice_id: UUID) -> ResponseReturnValue:
    """修订: on to the form of the next edition."""
    with telling("修订稿已准备好。发布修订稿之前，人员看到的仍是原来的内容。"):
        written_notices.begin_revision(str(notice_id))
    return redirect(url_for("written_notices.edit", notice_id=notice_id))


@pages.post("/revision/discarding")
@page_for(*WRITING)
def discard_revision(notice_id: UUID) -> ResponseReturnValue:
    """放弃修订."""
    with telling("修订稿已放弃。"):
        written_notices.discard_revision(str(notice_id))
    return redirect(url_for(".show", notice_id=notice_id))


@pages.post("/attachments")
@page_for(*WRITING)
def attach(notice_id: UUID) -> ResponseReturnValue:
    """Add the files that were chosen or dropped, one after the other; each that is refused is told with its reason."""
    for file in request.files.getlist("file"):
        try:
            if file.filename:
                written_notices.attach(str(notice_id), file)
        except ApiError as error:
            if error.status not in TOLD:
                raise
            flash(f"{file.filename}：{words_of(error)}", "warning")
    return _back_to_files(notice_id)


@pages.get("/attachments/<uuid:attachment_id>")
@page_for(*WRITING)
def attachment(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file, to be saved."""
    return passed_on(written_notices.attachment(str(notice_id), str(attachment_id)))


@pages.post("/attachments/<uuid:attachment_id>/removal")
@page_for(*WRITING)
def detach(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """移除."""
    with telling("附件已移除。"):
        written_notices.detach(str(notice_id), str(attachment_id))
    return _back_to_files(notice_id)


@pages.post("/attachments/<uuid:attachment_id>/rise")
@page_for(*WRITING)
def move_up(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """上移."""
    with telling("附件已上移。"):
        written_notices.move_up(str(notice_id), str(attachment_id))
    return _back_to_files(notice_id)


def _display() -> Json:
    return {"pinned": "pinned" in request.form, "published_until": _moment("published_until")}


def _moment(name: str) -> str | None:
    """What was typed as a moment in Beijing; what is none goes on as it is, for the service to refuse."""
    typed = request.form.get(name, "").strip()
    for form in TYPED_MOMENTS:
        try:
            return datetime.strptime(typed, form).replace(tzinfo=BEIJING).isoformat()
        except ValueError:
            continue
    return typed or None


def _back_to_files(notice_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("written_notices.edit", notice_id=notice_id, _anchor="files"))


def _shown(notice_id: UUID, typed: Json, error: ApiError | None = None) -> ResponseReturnValue:
    return _page("administration/written_notice.html", notice_id, typed, error)


def _confirmation(notice_id: UUID, typed: Json, error: ApiError | None = None) -> ResponseReturnValue:
    people = written_notices.people(str(notice_id))
    return _page("administration/notice_publication.html", notice_id, typed, error, people=people)


def _page(template: str, notice_id: UUID, typed: Json, error: ApiError | None, **more: Any) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        template,
        notice=written_notices.notice(str(notice_id)),
        typed=typed,
        faults=faults,
        problems=problems(error, faults, WHEN_LABELS | {"reason": "撤回原因"}),
        states=STATES,
        addressed=ADDRESSED,
        **more,
    )
    return shown, (error.status if error else 200)
