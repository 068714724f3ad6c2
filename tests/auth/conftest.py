"""Builders of units and people, and a client of the API, on the real database."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum.cn import ric, uscc

from services.auth.db import db
from services.auth.models import Unit
from services.auth.operations.credentials import set_password
from services.auth.operations.grants import GrantOf
from services.auth.operations.people import NewPerson, create_person
from services.auth.operations.units import create_unit
from shared.auth import Role
from shared.messaging.tables import OutboxMessage
from tests.apps import service_app

PASSWORD = "Willow-Harbor-3921"
numbers = count(1)


@dataclass(frozen=True)
class Known:
    """A person as a test knows them."""

    id: UUID
    account: str
    id_number: str
    first_password: str
    unit_id: UUID


@pytest.fixture
def client(keys: None, clean: None) -> FlaskClient:
    """A client of the API of an empty auth service."""
    return service_app("auth").test_client()


@pytest.fixture
def unit_id(clean: None, keys: None) -> UUID:
    return make_unit(name="滹沱河人民医院")


def make_unit(superior_id: UUID | None = None, name: str = "") -> UUID:
    """A committed unit with a valid code, and unless named a name, of its own."""
    with db.transaction() as session:
        facts = {"name": name or f"第{next(numbers)}人民医院", "nature": "22", "region": "130104"}
        return create_unit(session, **facts, code=new_code(), superior_id=superior_id).id


def new_code() -> str:
    """A 统一社会信用代码 that no other test has."""
    body = f"12130104{next(numbers):09d}"
    return body + str(uscc.calc_check_digit(body))


def new_id_number() -> str:
    """A citizen number that no other test has."""
    number = next(numbers)
    body = f"13010419{70 + number // 900 % 30}0101{number % 900 + 100}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def make_person(
    unit_id: UUID, *roles: Role, password: str | None = PASSWORD, name: str = "张𬭎", id_number: str | None = None
) -> Known:
    """A committed person; without `password` they still have the first one they were handed."""
    id_number = id_number or new_id_number()
    grants = tuple(GrantOf(role, unit_id) for role in roles or (Role.PROFESSIONAL,))
    with db.transaction() as session:
        new = NewPerson(name=name, unit_id=unit_id, id_number=id_number, grants=grants)
        person, first_password = create_person(session, new)
        if password:
            set_password(session, person, password)
    return Known(person.id, person.account, id_number, first_password, unit_id)


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD) -> Any:
    return client.post("/sessions", json={"login": login, "password": password})


def token_of(client: FlaskClient, session_id: str) -> Any:
    return client.post("/sessions/token", json={"session": session_id})


def bearer(client: FlaskClient, login: str, password: str = PASSWORD) -> dict[str, str]:
    """The header of a freshly signed-in person."""
    session_id = sign_in(client, login, password).json["session"]
    return {"Authorization": f"Bearer {token_of(client, session_id).json['token']}"}


def published(name: str) -> list[dict[str, Any]]:
    """The payloads of all messages of this name, one for each message and not for each receiver."""
    with db.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.name == name).order_by(OutboxMessage.seq))
        first = {row.receiver for row in rows}
        receiver = min(first) if first else ""
        kept = select(OutboxMessage.payload).where(OutboxMessage.name == name, OutboxMessage.receiver == receiver)
        return list(session.scalars(kept.order_by(OutboxMessage.seq)))


def units() -> list[Unit]:
    with db.reading() as session:
        return list(session.scalars(select(Unit)))
