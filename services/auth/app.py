"""The API of auth: `gunicorn "services.auth.app:create_app()"`."""

from flask import Flask

from services.auth.db import db
from services.auth.routes import (
    account_batches,
    account_mergers,
    accounts,
    comparisons,
    contacts,
    forgotten,
    grants,
    me,
    own_sessions,
    password_policy,
    people,
    people_imports,
    second_factor,
    sessions,
    slips,
    unit_imports,
    unit_requests,
    units,
)
from shared.api import service_app

BLUEPRINTS = (
    sessions.blp,
    me.blp,
    own_sessions.blp,
    second_factor.blp,
    contacts.blp,
    forgotten.blp,
    people.blp,
    accounts.blp,
    account_batches.blp,
    account_mergers.blp,
    units.blp,
    unit_requests.blp,
    grants.blp,
    people_imports.blp,
    unit_imports.blp,
    slips.blp,
    password_policy.blp,
    comparisons.blp,
)


def create_app() -> Flask:
    """Accounts, units, roles, sessions."""
    return service_app(db, "账号服务", BLUEPRINTS)
