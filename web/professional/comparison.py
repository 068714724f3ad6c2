"""对比历次提交: any two snapshots of one's own record, side by side."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile

pages = Blueprint("comparison", __name__)


@pages.get("/record/comparison")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """Two snapshots that are named in the address, else the newest and the one before it."""
    snapshots = profile.snapshots()["items"]
    found = None
    if len(snapshots) > 1:
        newest, before = snapshots[0]["id"], snapshots[1]["id"]
        found = profile.comparison(request.args.get("from", before), request.args.get("to", newest))
    return render_template("professional/comparison.html", snapshots=snapshots, found=found)
