"""The API of auth: `gunicorn "services.auth.app:create_app()"`."""

from flask import Flask

from services.auth.db import db
from services.auth.routes import accounts, grants, me, people, sessions, unit_requests, units
from shared.api import service_app


def create_app() -> Flask:
    """Accounts, units, roles, sessions."""
    blueprints = [sessions.blp, me.blp, people.blp, accounts.blp, units.blp, unit_requests.blp, grants.blp]
    return service_app(db, "账号服务", blueprints)
