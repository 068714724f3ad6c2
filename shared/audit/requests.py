"""The deeds of a service's API: what a request is called, who sent it from where, and what became of it."""

import inspect
import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from shared.audit.deed import Deed, Result, current, doing
from shared.audit.writing import write
from shared.client_address import client_address
from shared.db import Database

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DENIED = frozenset({401, 403, 404, 429})  # somebody reached for what is not theirs
REFUSED = DENIED | {409, 410}
UNKNOWN = 401
BROKEN = 500
LOOKING = "查看"
EXTENSION = "audit"
IN_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE_ENDS = re.compile(r"[，。：；,.;:（]")

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger()


def watch(app: Flask, db: Database) -> None:
    """Make every request a deed of which the transactions, and what is refused, leave rows."""
    app.extensions[EXTENSION] = db

    @app.before_request
    def begin() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or hasattr(view, "routine") or request.blueprint in {None, "operations"}:
            return
        g.doing = doing(_deed_of_request(db.service, view))
        g.doing.__enter__()

    @app.after_request
    def finish(response: Response) -> Response:
        deed = current() if "doing" in g else None
        if deed is not None:
            _write_refusal(db, deed, response)
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        if "doing" in g:
            g.pop("doing").__exit__(None, None, None)


def recorded(view: Callable[P, R]) -> Callable[P, R]:
    """Keep a row of a GET: an export, a file, unmasked data. Without the row there is no answer."""

    @wraps(view)
    def seen(*args: P.args, **kwargs: P.kwargs) -> R:
        answer = view(*args, **kwargs)
        deed, db = current(), current_app.extensions[EXTENSION]
        if deed is not None:
            _write_alone(db, deed)
        return answer

    seen.recorded = True  # type: ignore[attr-defined]
    return seen


def routine(view: Callable[P, R]) -> Callable[P, R]:
    """Keep no rows of a route that writes without anybody having decided anything: a test lists them all."""

    @wraps(view)
    def unrecorded(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs)

    unrecorded.routine = True  # type: ignore[attr-defined]
    return unrecorded


@cache
def word_of(view: Callable[..., Any]) -> str | None:
    """What people call the act: in the first line of the docstring, in brackets or as its first Chinese words."""
    return word_in(inspect.getdoc(view) or "")


def word_in(text: str) -> str | None:
    """The word by which a description in its first line names an act."""
    first_line = text.partition("\n")[0]
    in_brackets = next((word for word in IN_BRACKETS.findall(first_line) if CHINESE.search(word)), None)
    if in_brackets:
        return str(in_brackets)
    word = SENTENCE_ENDS.split(first_line)[0]
    return word if CHINESE.match(word) else None


def _write_refusal(db: Database, deed: Deed, response: Response) -> None:
    """A row for a request that was denied, or that broke; whatever was written with it has been undone."""
    status = response.status_code
    if deed.written_as in {Result.REFUSED, Result.FAILED} or not _is_worth_a_row(deed, status):
        return
    deed.result = Result.FAILED if status >= BROKEN else Result.REFUSED
    deed.details |= {"status": status, "error": _error_of(response)}
    try:
        _write_alone(db, deed)
    except SQLAlchemyError:  # the refusal stands, whether or not it can be written down
        log.exception("refusal not in the audit log", act=deed.act, status=status)


def _is_worth_a_row(deed: Deed, status: int) -> bool:
    if not deed.always:
        return status in DENIED and not _nobody_asked(status)
    return status >= BROKEN or status in REFUSED or (deed.noted and status >= min(DENIED))


def _nobody_asked(status: int) -> bool:
    return status == UNKNOWN and "Authorization" not in request.headers


def _error_of(response: Response) -> str | None:
    document = response.get_json(silent=True) if response.is_json else None
    return document.get("error") if isinstance(document, dict) else None


def _write_alone(db: Database, deed: Deed) -> None:
    with db.at_once() as connection:
        write(connection, deed)


def _deed_of_request(service: str, view: Callable[..., Any]) -> Deed:
    named = {name: str(value) for name, value in (request.view_args or {}).items()}
    ids = [name for name in named if name.endswith("_id")]
    subject = ids[-1] if ids else None
    return Deed(
        act=f"{service}.{request.endpoint}",
        word=word_of(view) or LOOKING,
        always=request.method in WRITING,
        address=client_address(),
        request_id=g.get("request_id"),
        kind=subject.removesuffix("_id") if subject else None,
        object_id=named[subject] if subject else None,
        details={name: value for name, value in named.items() if name != subject},
    )
