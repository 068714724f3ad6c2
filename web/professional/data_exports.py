"""导出我的信息: ask for a copy of everything, follow how it is made, download it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.everyone.files import passed_on_piece_by_piece
from web.live import piece
from web.telling import telling

NOT_OFFERED = {409, 410}

pages = Blueprint("data_exports", __name__)


@pages.get("/record/exports")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """What a copy holds, the button, and how the newest copies stand."""
    return render_template("professional/data_exports.html", exports=profile.data_exports())


@pages.get("/record/exports/status")
@page_for(Role.PROFESSIONAL)
def status() -> ResponseReturnValue:
    """How the copies stand, as a piece of the page."""
    exports = profile.data_exports()
    return piece(exports, lambda: render_template("professional/data_export_panel.html", exports=exports))


@pages.post("/record/exports")
@page_for(Role.PROFESSIONAL)
def ask() -> ResponseReturnValue:
    """Have a copy made."""
    with telling("已开始准备。完成后会显示在本页，并发送到“我的消息”，您可以先离开。"):
        profile.ask_for_export()
    return redirect(url_for(".show"))


@pages.get("/record/exports/<uuid:export_id>/file")
@page_for(Role.PROFESSIONAL)
def download(export_id: UUID) -> ResponseReturnValue:
    """The ZIP, passed on piece by piece; back to the page with the reason if it is not offered."""
    try:
        return passed_on_piece_by_piece(profile.data_export(str(export_id)))
    except ApiError as error:
        if error.status not in NOT_OFFERED:
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".show"))
