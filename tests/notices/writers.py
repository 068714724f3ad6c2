"""Units, those who write notices for them, and what they send."""

from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.notices.db import db
from services.notices.models import Person, RecordStatus, Staff, Unit
from shared.auth import Actor, Role, actor_claims, sign

TEXT = {"title": "关于继续教育的通知", "body": "请**按时**完成。", "category": "通知"}
WRITTEN = "/written-notices"


def make_unit(name: str, superior_id: UUID | None = None) -> UUID:
    """A committed copy of a unit."""
    with db.transaction() as session:
        unit = Unit(id=uuid4(), name=name, superior_id=superior_id, closed=False, version=1)
        session.add(unit)
    return unit.id


def make_person(unit_id: UUID, *, status: str | None = None, professional: bool = True, active: bool = True) -> UUID:
    """A committed copy of a person, whose record stands so."""
    facts = {"account": "1", "name": "张𬭎", "unit_id": unit_id, "active": active, "is_professional": professional}
    person = Person(id=uuid4(), version=1, **facts)
    with db.transaction() as session:
        session.add(person)
        if status:
            session.add(RecordStatus(person_id=person.id, status=status, version=1))
    return person.id


def make_staff(person_id: UUID, role: Role, unit_id: UUID) -> None:
    """Let somebody hold a role, as auth told."""
    grants = [{"role": role, "unit_id": str(unit_id)}]
    with db.transaction() as session:
        session.add(Staff(person_id=person_id, active=True, grants=grants, version=1))


def actor_with(role: Role, unit_id: UUID) -> Actor:
    """Somebody who holds a role."""
    return Actor(uuid4(), "10000002", "霍明远", unit_id, ((role, unit_id),), first_login=False)


class Writer:
    """Somebody with a role, who asks the API."""

    def __init__(self, client: FlaskClient, role: Role, unit_id: UUID) -> None:
        self.client = client
        token = sign(actor_claims(actor_with(role, unit_id)), key="tokens", audience="services", seconds=60)
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str = "", body: Any = None, *, version: int | None = None) -> TestResponse:
        """Send a request about written notices; `version` is that of the thing as it was opened."""
        headers = self.headers | ({"If-Match": f'"{version}"'} if version is not None else {})
        return self.client.open(f"{WRITTEN}{path}", method=method, json=body, headers=headers)

    def begin(self, **facts: Any) -> dict[str, Any]:
        """A new draft."""
        answer = self.ask("POST", body=TEXT | facts)
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    def publish(self, notice: dict[str, Any], **when: Any) -> dict[str, Any]:
        """Publish a draft as it was opened."""
        answer = self.ask("POST", f"/{notice['id']}/publication", when, version=notice["version"])
        assert answer.status_code == 201, answer.json
        return dict(answer.json)


def of_school(units: dict[str, UUID], **facts: Any) -> dict[str, Any]:
    """What makes a notice one of the school's, for its own people."""
    school = str(units["school"])
    return {"issuer_unit_id": school, "unit_ids": [school]} | facts
