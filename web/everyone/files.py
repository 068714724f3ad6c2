"""Files that people uploaded: their own, or those of a case that a reviewer works on."""

from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from urllib3 import BaseHTTPResponse

from shared.auth import Role
from web.audience import page_for
from web.clients import profile, review
from web.security import FILE_POLICY

PASSED_HEADERS = ("Content-Type", "Content-Disposition")
CREATED = 201
PIECE = 64 * 1024

pages = Blueprint("files", __name__)


@pages.get("/files/<uuid:file_id>")
@page_for()
def show(file_id: UUID) -> ResponseReturnValue:
    """A file; with `?case=` it is opened by the pass that review gives for that case."""
    return passed_on(profile.file(str(file_id), _case_pass()))


@pages.get("/files/<uuid:file_id>/preview")
@page_for()
def preview(file_id: UUID) -> ResponseReturnValue:
    """One page of a file as a picture, with ways to the others; scripts show it in a dialog over the page."""
    file = profile.file_pages(str(file_id), _case_pass())
    page = min(max(request.args.get("page", 1, int), 1), file["pages"])
    here = {"file_id": file_id, "case": request.args.get("case", type=UUID)}
    ways = {"turn": "files.preview", "picture": "files.page_picture", "save": "files.show"}
    return render_template("everyone/preview.html", file=file, page=page, here=here, ways=ways)


@pages.get("/files/<uuid:file_id>/pages/<int:page>")
@page_for()
def page_picture(file_id: UUID, page: int) -> ResponseReturnValue:
    """The picture of a page; the browser keeps it, and asks each time whether it may be seen still."""
    size = "small" if request.args.get("size") == "small" else "large"
    etag = request.headers.get("If-None-Match")
    answer = profile.page_picture(str(file_id), page, size, case_pass=_case_pass(), etag=etag)
    return picture_passed_on(answer)


@pages.post("/uploads")
@page_for(Role.PROFESSIONAL)
def keep() -> ResponseReturnValue:
    """Keep one file that is sent as soon as it is chosen, and tell the page under what id its form may name it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        abort(400, "没有收到文件，请重新选择。")
    kept = profile.upload(file, request.form.get("purpose", ""))
    return jsonify(id=kept["id"], name=kept["name"], href=url_for("files.preview", file_id=kept["id"])), CREATED


def _case_pass() -> str | None:
    """The pass to the case that the address names."""
    case_id = request.args.get("case", type=UUID)
    return review.case(str(case_id))["pass"] if case_id else None


def passed_on(answer: BaseHTTPResponse) -> Response:
    """A service's file as our own answer: never run in the browser, whatever it holds."""
    return Response(answer.data, 200, _passed_headers(answer))


def picture_passed_on(answer: BaseHTTPResponse) -> Response:
    """A service's picture of a page, or that the browser has it already."""
    headers = {name: answer.headers[name] for name in ("Content-Type", "ETag") if name in answer.headers}
    return Response(answer.data, answer.status, headers | {"Content-Security-Policy": FILE_POLICY})


def passed_on_piece_by_piece(answer: BaseHTTPResponse) -> Response:
    """The same of a file that is too large for the memory: the answer is open, and closed with ours."""
    length = {"Content-Length": answer.headers["Content-Length"]}
    response = Response(answer.stream(PIECE, decode_content=False), 200, _passed_headers(answer) | length)
    response.call_on_close(answer.close)
    return response


def _passed_headers(answer: BaseHTTPResponse) -> dict[str, str]:
    headers = {name: answer.headers[name] for name in PASSED_HEADERS if name in answer.headers}
    return headers | {"Content-Security-Policy": FILE_POLICY}
