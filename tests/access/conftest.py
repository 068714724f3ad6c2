"""One person for each column of the tables, the four services, and the gateway that really asks them."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import web.clients.http as gateway
from services.auth import queries
from services.auth.db import db
from services.auth.operations.credentials import set_password
from services.auth.operations.grants import GrantOf
from services.auth.operations.people import NewPerson, create_person
from services.auth.operations.sessions import continue_session, start_session
from shared.auth import Role, actor_claims, sign
from shared.settings import SERVICES, settings
from tests.access.table import COLUMNS
from tests.agreement.post import carry
from tests.apps import Inside, service_app, web_app
from tests.auth.conftest import PASSWORD, make_unit, new_id_number

NOBODY, FIRST_PASSWORD = COLUMNS[:2]
LONG = 36_000  # seconds, so that no token ends while the cells, or all operations in a long run, are asked
Tokens = dict[str, dict[str, str]]
BUSINESS = (Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)


@pytest.fixture
def cast(keys: None, clean: None) -> dict[str, UUID]:
    """Who stands in which column, entered and told to all services. With a first password there is a bit of all."""
    unit_id = make_unit(make_unit(name="某市职称工作办公室"))
    held = {name: (Role(name),) for name in COLUMNS[2:]} | {FIRST_PASSWORD: (*BUSINESS, Role.SYSTEM_ADMIN)}
    with db.transaction() as session:
        people = {name: _entered(session, unit_id, roles, name) for name, roles in held.items()}
    carry()
    return people


def _entered(session: Session, unit_id: UUID, roles: tuple[Role, ...], column: str) -> UUID:
    grants = tuple(GrantOf(role, unit_id) for role in roles)
    new = NewPerson(name="某人", unit_id=unit_id, id_number=new_id_number(), grants=grants)
    person, _ = create_person(session, new)
    if column != FIRST_PASSWORD:
        set_password(session, person, PASSWORD)
    return person.id


@pytest.fixture
def tokens(cast: dict[str, UUID]) -> Tokens:
    """The header with which each column asks a service."""
    return _signed(cast)


@pytest.fixture
def stale_tokens(cast: dict[str, UUID]) -> Tokens:
    """The same of people who proved long ago who they are."""
    return _signed(cast, auth_time=0)


def _signed(cast: dict[str, UUID], **claimed: int) -> Tokens:
    found: Tokens = {NOBODY: {}}
    with db.transaction() as session:
        for column, person_id in cast.items():
            started = start_session(session, person_id)
            actor = queries.actor_of_session(session, continue_session(session, started.id))
            claims = actor_claims(actor) | claimed
            signed = sign(claims, key="tokens", audience="services", seconds=LONG)
            found[column] = {"Authorization": f"Bearer {signed}"}
    return found


@pytest.fixture
def cookies(cast: dict[str, UUID]) -> dict[str, str]:
    """The session of each column's browser."""
    with db.transaction() as session:
        started = {column: start_session(session, person_id).id for column, person_id in cast.items()}
    return {NOBODY: "", **started}


@pytest.fixture
def gateway_app(cast: dict[str, UUID], monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The gateway, and behind it the real services, without a network between them."""
    inside = {service: Inside(service_app(service)) for service in SERVICES}
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_URL", f"http://{service}")
    monkeypatch.setattr(gateway, "connection", lambda service, **_: inside[service])
    monkeypatch.setitem(settings.__dict__, "secure_cookies", False)
    app = web_app()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return app
