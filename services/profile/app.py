"""The profile service's API: `gunicorn "services.profile.app:create_app()"`."""

from flask import Flask

from services.profile.added_codes import known
from services.profile.db import db
from services.profile.metrics import deliveries
from services.profile.routes import blueprints
from shared.api import service_app


def create_app() -> Flask:
    """The application, configured by the environment."""
    app = service_app(db, "个人信息服务", blueprints, deliveries)
    app.before_request(known.look)
    return app
