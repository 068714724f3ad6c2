"""The HTTP side that all services have alike: OpenAPI, one form of error, health, metrics, request ids."""

import re
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Blueprint as FlaskBlueprint
from flask import Flask, Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed

from shared import docs_page
from shared.api_description import PROBLEM, OurApi
from shared.audit.requests import watch
from shared.audit.routes import audit_routes
from shared.auth import admit_or_refuse, public
from shared.db import Database
from shared.errors import ChangedMeanwhile, DomainError, PreconditionMissing, problem
from shared.keys import missing_keys
from shared.logging import configure_logging
from shared.messaging.metrics import messages
from shared.messaging.routes import message_routes
from shared.metrics import EXTENSION, Look, LookedUp, Metrics, counting
from shared.migrate import is_current
from shared.production import refuse_what_is_unsafe
from shared.requests import follow_requests

MAX_BODY = 6 * 1024 * 1024  # a file of 5 MB in a multipart body
NUL = "NUL (0x00)"
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string", "pattern": r'^"\d{1,9}"$'},
    "description": '打开时的版本，例如 "3"',
}
"""Describes the header that `expected_version` reads."""
OPENAPI_VIEW = "api-docs.openapi_json"  # of flask-smorest, which knows nothing of our roles

MESSAGES = {
    400: ("malformed_request", "请求格式不正确。"),
    404: ("not_found", "没有找到您要查看的内容。"),
    405: ("method_not_allowed", "该地址不支持这种操作。"),
    413: ("too_large", "提交的内容过大：单个文件不得超过 5 MB。"),
    415: ("unsupported_media_type", "请求的内容类型不受支持。"),
    422: ("invalid", "提交的内容有误，请按提示修改。"),
}

log = structlog.get_logger()


class Unavailable(DomainError):
    """The database is away; nothing was done."""

    status, error, message = 503, "unavailable", "系统暂时繁忙，您的操作没有生效，请稍后再试。"


def service_app(db: Database, title: str, blueprints: Iterable[Blueprint], *looks: Look) -> Flask:
    """A Flask application for one service's API with everything that all four have in common.

    `looks` are what only this one tells at /metrics.
    """
    configure_logging(f"{db.service}-api")
    refuse_what_is_unsafe()
    app = Flask(f"services.{db.service}", static_folder=None)
    app.config.update(
        API_TITLE=title,
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=MAX_BODY,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    api = OurApi(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    app.view_functions[OPENAPI_VIEW] = public(app.view_functions[OPENAPI_VIEW])  # type: ignore[assignment]
    api.register_blueprint(audit_routes(db))
    api.register_blueprint(message_routes(db))
    api.finish()
    app.register_blueprint(_operations(db, api))
    app.extensions[EXTENSION] = metrics = Metrics(LookedUp(db, (messages, *looks)))
    metrics.watch_pool(db)
    follow_requests(app, db.service, "request", inside=True)
    _keep_to_the_asker(app)
    watch(app, db)
    app.before_request(lambda: admit_or_refuse(app.view_functions.get(request.endpoint or "")))
    _refuse_unreadable(app)
    _answer_errors(app)
    return app


def _operations(db: Database, api: OurApi) -> FlaskBlueprint:
    blueprint = FlaskBlueprint("operations", __name__)

    @blueprint.get("/healthz")
    @public
    def alive() -> dict[str, str]:
        return {"status": "alive"}

    @blueprint.get("/readyz")
    @public
    def ready() -> tuple[dict[str, str], int]:
        """Keys, database and migrations; not the broker, without which requests can be answered for a while."""
        if missing := missing_keys(db.service):
            return {"status": f"keys missing: {', '.join(missing)}"}, 503
        try:
            with db.reading() as session:
                current = is_current(db.service, session.connection())
        except (DBAPIError, PoolTimeout):
            return {"status": "database away"}, 503
        return ({"status": "ready"}, 200) if current else ({"status": "migrations missing"}, 503)

    @blueprint.get("/metrics")
    @public
    def metrics() -> Response:
        return counting().answer()

    @blueprint.get("/docs")
    @public
    def docs() -> str:
        return docs_page.render(api.spec.to_dict())

    return blueprint


def _keep_to_the_asker(app: Flask) -> None:
    @app.after_request
    def keep(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _refuse_unreadable(app: Flask) -> None:
    @app.before_request
    def read_json() -> None:
        """JSON nested too deep, or with numbers too long, is the sender's mistake; later readers take it for ours."""
        try:
            if request.is_json and request.get_data():
                request.get_json()
        except RecursionError as error:
            raise BadRequest from error


def _answer_errors(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(DataError, _unkept)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> tuple[Response, int]:
    response, status = _answer(problem(error), error.status)
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response, status


def _http_error(error: HTTPException) -> tuple[Response, int]:
    """Werkzeug's and webargs' errors in our form."""
    status = error.code or 500
    code, detail = MESSAGES.get(status, ("http_error", "请求无法处理。"))
    fields: Any = {}
    data = getattr(error, "data", None)
    if isinstance(data, dict):
        places = data.get("messages", {}).values()  # webargs: {"json": {field: [...]}}, or a list if it is no JSON
        fields = {field: faults for place in places if isinstance(place, dict) for field, faults in place.items()}
    elif isinstance(error.__cause__, ValidationError):
        fields = error.__cause__.messages
    document = {"type": "about:blank", "title": code, "status": status, "detail": detail, "error": code}
    response, status = _answer(document | {"fields": fields}, status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110, 15.5.6
    return response, status


def _database_away(error: OperationalError | PoolTimeout) -> tuple[Response, int]:
    log.error("database away", error=repr(getattr(error, "orig", error)))
    response, status = _answer(problem(Unavailable()), 503)
    response.headers["Retry-After"] = "5"
    return response, status


def _unkept(error: DataError) -> tuple[Response, int]:
    """PostgreSQL has no text with the character NUL: what holds one is nothing that there could be."""
    return _domain_error(DomainError()) if NUL in str(error.orig) else _unexpected(error)


def _unexpected(error: Exception) -> tuple[Response, int]:
    log.error("unexpected error", exc_info=error)
    document = {
        "type": "about:blank",
        "title": "unexpected",
        "status": 500,
        "detail": f"系统出现了意外错误，已记录。如需协助，请提供编号 {g.get('request_id', '')}。",
        "error": "unexpected",
        "fields": {},
    }
    return _answer(document, 500)


def _answer(document: dict[str, Any], status: int) -> tuple[Response, int]:
    counting().failed(document["error"])
    # In ASCII: what is refused may quote half a character, which no text can hold.
    return Response(current_app.json.dumps(document, ensure_ascii=True), mimetype=PROBLEM), status


def expected_version() -> int:
    """The version named in If-Match; raises PreconditionMissing, or ChangedMeanwhile if it is no version of ours."""
    tag = request.headers.get("If-Match")
    if tag is None:
        raise PreconditionMissing
    if not re.fullmatch(r'"\d{1,9}"', tag):
        raise ChangedMeanwhile
    return int(tag.strip('"'))
