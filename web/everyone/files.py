"""Files that people uploaded: their own, or those of a case that a reviewer works on."""

from uuid import UUID

import httpx
from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile, review
from web.security import FILE_POLICY

PASSED_HEADERS = ("Content-Type", "Content-Disposition")
CREATED = 201

pages = Blueprint("files", __name__)


@pages.get("/files/<uuid:file_id>")
@page_for()
def show(file_id: UUID) -> ResponseReturnValue:
    """A file; with `?case=` it is opened by the pass that review gives for that case."""
    case_id = request.args.get("case", type=UUID)
    case_pass = review.case(str(case_id))["pass"] if case_id else None
    return passed_on(profile.file(str(file_id), case_pass))


@pages.post("/uploads")
@page_for(Role.PROFESSIONAL)
def keep() -> ResponseReturnValue:
    """Keep one file that is sent as soon as it is chosen, and tell the page under what id its form may name it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        abort(400, "没有收到文件，请重新选择。")
    kept = profile.upload(file, request.form.get("purpose", ""))
    return jsonify(id=kept["id"], name=kept["name"], href=url_for("files.show", file_id=kept["id"])), CREATED


def passed_on(answer: httpx.Response) -> Response:
    """A service's file as our own answer: never run in the browser, whatever it holds."""
    headers = {name: answer.headers[name] for name in PASSED_HEADERS if name in answer.headers}
    headers["Content-Security-Policy"] = FILE_POLICY
    return Response(answer.content, 200, headers)
