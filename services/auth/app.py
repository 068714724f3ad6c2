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
    sessions.blueprint,
    me.blueprint,
    own_sessions.blueprint,
    second_factor.blueprint,
    contacts.blueprint,
    forgotten.blueprint,
    people.blueprint,
    accounts.blueprint,
    account_batches.blueprint,
    account_mergers.blueprint,
    units.blueprint,
    unit_requests.blueprint,
    grants.blueprint,
    people_imports.blueprint,
    unit_imports.blueprint,
    slips.blueprint,
    password_policy.blueprint,
    comparisons.blueprint,
)


def create_app() -> Flask:
    """Accounts, units, roles, sessions."""
    return service_app(db, "账号服务", BLUEPRINTS)
