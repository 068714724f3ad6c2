"""What is kept of each request, in services and gateway alike: its number, span, time, and a line in the log."""

import re
import time
from collections.abc import Collection
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from shared import spans
from shared.metrics import asked, counting

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
OF_MACHINES = {"/healthz", "/readyz", "/metrics"}
"""Asked every few seconds by what watches: no line in the log."""

log = structlog.get_logger()


def follow_requests(app: Flask, name: str, word: str, *, inside: bool, unlogged: Collection[str] = ()) -> None:
    """Follow each request; `inside`, the asker is one of ours, and its number and span go on."""

    @app.before_request
    def start() -> None:
        clear_contextvars()
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "") if inside else ""
        g.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid4())
        bind_contextvars(request_id=g.request_id)
        g.span = spans.begin(name, " ".join(asked()), request.headers.get(spans.HEADER) if inside else None)

    @app.after_request
    def finish(response: Response) -> Response:
        took = time.perf_counter() - g.started if "started" in g else 0.0
        method, route = asked()
        counting().answered(response.status_code, took)
        spans.end(g.get("span"), status=response.status_code, request_id=g.get("request_id", ""))
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if route not in OF_MACHINES and request.endpoint not in unlogged:
            log.info(word, method=method, route=route, status=response.status_code, ms=round(took * 1000, 1))
        return response
