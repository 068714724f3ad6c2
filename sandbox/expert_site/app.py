"""The expert site's application: `gunicorn "sandbox.expert_site.app:create_app()"`."""

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from sandbox.expert_site import settings, storage
from sandbox.expert_site.control import control
from sandbox.expert_site.pages import pages
from sandbox.expert_site.problems import Problem, problem_response
from sandbox.expert_site.receiving import LARGEST_BODY, webhooks

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_app() -> Flask:
    """The application, configured by the environment; raises SettingMissing where that lacks something."""
    app = Flask(__name__)
    app.config.from_mapping(settings.from_environment(), MAX_CONTENT_LENGTH=LARGEST_BODY + 1)
    storage.prepare(app.config["DATABASE"])
    for blueprint in (pages, webhooks, control):
        app.register_blueprint(blueprint)
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPException, _http_error)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    app.after_request(_guard)
    return app


def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


def readyz() -> dict[str, str]:
    """Deliveries can be taken: storage answers and there is a secret."""
    with storage.reading() as connection:
        connection.execute("SELECT 1 FROM expert LIMIT 1")
    settings.webhook_secrets()
    return {"status": "ready"}


def _http_error(error: HTTPException) -> Response | tuple[str, int]:
    """Programs get a problem document, people a page."""
    status = error.code or 500
    if request.path.startswith(("/webhooks", "/_control")):
        return problem_response(Problem(status, error.name.lower().replace(" ", "_"), error.description or error.name))
    return render_template("error.html", status=status), status


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache" if request.path.startswith("/static/") else "no-store"
    return response
