"""The API of auth: `gunicorn "services.auth.app:create_app()"`."""

from flask import Flask

from services.auth.db import db
from services.auth.routes import accounts, me, people, sessions
from shared.api import service_app


def create_app() -> Flask:
    """Accounts, units, roles, sessions."""
    return service_app(db, "账号服务", [sessions.blp, me.blp, people.blp, accounts.blp])
