"""常用意见: an administrator keeps the sentences that the unit's reviewers are offered."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import ADMINISTERING
from web.audience import page_for
from web.clients import review
from web.telling import CONFLICT, telling

INVALID, GONE = 422, 404

pages = Blueprint("canned_reasons", __name__)


@pages.get("/canned-reasons")
@page_for(*ADMINISTERING)
def listed() -> ResponseReturnValue:
    """Each unit of the administrator with its own, which can be changed, and those from above, which can't."""
    return render_template("reviewer/canned_reasons.html", units=review.units_with_canned_reasons())


@pages.post("/units/<uuid:unit_id>/canned-reasons")
@page_for(*ADMINISTERING)
def add(unit_id: UUID) -> ResponseReturnValue:
    """One more."""
    with telling("已添加常用意见。", refusals=(CONFLICT, INVALID)):
        review.add_canned_reason(str(unit_id), *_written())
    return _back()


@pages.post("/canned-reasons/<uuid:reason_id>")
@page_for(*ADMINISTERING)
def change(reason_id: UUID) -> ResponseReturnValue:
    """Other words."""
    with telling("已保存常用意见。", refusals=(GONE, INVALID)):
        review.change_canned_reason(str(reason_id), *_written())
    return _back()


@pages.post("/canned-reasons/<uuid:reason_id>/retirement")
@page_for(*ADMINISTERING)
def retire(reason_id: UUID) -> ResponseReturnValue:
    """停用: offered no more."""
    with telling("已停用，不再供审核员选用；已写入审核意见的文字不受影响。", refusals=(GONE,)):
        review.retire_canned_reason(str(reason_id))
    return _back()


@pages.post("/units/<uuid:unit_id>/canned-reasons/move")
@page_for(*ADMINISTERING)
def move(unit_id: UUID) -> ResponseReturnValue:
    """One place up or down among the unit's own."""
    ids = request.form.getlist("id")
    moved, step = request.form.get("moved", ""), -1 if request.form.get("by") == "up" else 1
    if moved in ids:
        place = ids.index(moved)
        ids.insert(max(place + step, 0), ids.pop(place))
    with telling("已调整顺序。", refusals=(CONFLICT, INVALID)):
        review.order_canned_reasons(str(unit_id), ids)
    return _back()


def _written() -> tuple[str, str | None]:
    return request.form.get("text", "").strip(), request.form.get("section") or None


def _back() -> ResponseReturnValue:
    return redirect(url_for("canned_reasons.listed"))
