"""Style sheets and scripts: addresses that change with the content, kept for a year, sent compressed."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

STATIC_ENDPOINTS = frozenset({"static", "bootstrap.static"})
COMPRESSED_TYPES = frozenset(
    {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
)


def serve(app: Flask) -> None:
    """Offer `asset()` to templates, and compress what does not change.

    Pages are left uncompressed here: they hold form tokens, which compression would help to guess (BREACH).
    """
    app.jinja_env.globals["asset"] = asset
    app.after_request(_compress)


@cache
def asset(name: str, endpoint: str = "static") -> str:
    """The address of a file under `static/`, or with `bootstrap.static` of Bootstrap's; a page names some thirty."""
    return url_for(endpoint, filename=name, v=_digest(_folder(endpoint) / name))


def _folder(endpoint: str) -> Path:
    blueprint = current_app.blueprints.get(endpoint.partition(".")[0])
    folder = blueprint.static_folder if blueprint else current_app.static_folder
    return Path(folder or "")


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@cache
def _compressed(endpoint: str, name: str, _digest_of_content: str) -> bytes:
    return gzip.compress((_folder(endpoint) / name).read_bytes(), mtime=0)


def _compress(response: Response) -> Response:
    endpoint, name = request.endpoint or "", (request.view_args or {}).get("filename", "")
    if endpoint not in STATIC_ENDPOINTS or response.status_code != 200 or response.mimetype not in COMPRESSED_TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and request.method == "GET":
        response.close()  # the plain file
        response.direct_passthrough = False
        response.set_data(_compressed(endpoint, name, _digest(_folder(endpoint) / name)))
        response.headers["Content-Encoding"] = "gzip"
    return response
