"""A small tree of units with administrators, and the requests that they make."""

from time import time
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from services.auth.db import db
from services.auth.models import Job, Person, Unit
from services.auth.operations.unit_mergers import MERGER
from services.auth.queries import actor
from shared.auth import Role, actor_claims, sign
from shared.jobs import JobStatus, go_on
from tests.auth.conftest import Known, make_person, make_unit, new_code

REASON = {"reason": "机构改革"}


class Tree:
    """A province with two cities; the first city has a hospital with a department below it, and a school."""

    def __init__(self) -> None:
        self.province = make_unit(name="省职称办")
        self.city, self.other_city = make_unit(self.province, "甲市职称办"), make_unit(self.province, "乙市职称办")
        self.hospital, self.school = make_unit(self.city, "第一医院"), make_unit(self.city, "第一中学")
        self.department = make_unit(self.hospital, "第一医院分院")
        self.admins = {
            "professional": make_person(self.hospital, Role.PROFESSIONAL, password=None),
            "reviewer": make_person(self.hospital, Role.UNIT_REVIEWER, password=None),
            "unit": make_person(self.hospital, Role.UNIT_ADMIN, password=None),
            "city": make_person(self.city, Role.SUPERIOR_ADMIN, password=None),
            "second of city": make_person(self.city, Role.SUPERIOR_ADMIN, password=None),
            "other city": make_person(self.other_city, Role.SUPERIOR_ADMIN, password=None),
            "province": make_person(self.province, Role.SUPERIOR_ADMIN, password=None),
            "system": make_person(self.province, Role.SYSTEM_ADMIN, password=None),
            "security": make_person(self.province, Role.SECURITY_ADMIN, password=None),
            "auditor": make_person(self.province, Role.AUDITOR, password=None),
        }

    def __getitem__(self, who: str) -> dict[str, str]:
        """The header with which somebody asks."""
        return header(self.admins[who])


def header(known: Known) -> dict[str, str]:
    """A token as it would be after the first password was changed."""
    with db.reading() as session:
        claims = actor_claims(actor(session, session.get_one(Person, known.id)))
    claims |= {"first_login": False, "auth_time": int(time())}
    return {"Authorization": f"Bearer {sign(claims, key='tokens', audience='services', seconds=60)}"}


def unit_of(unit_id: UUID) -> Unit:
    with db.reading() as session:
        return session.get_one(Unit, unit_id)


def new_facts(**facts: Any) -> dict[str, Any]:
    usual = {"name": f"新单位{uuid4().hex[:6]}", "code": new_code(), "nature": "21", "region": "130104"}
    return usual | facts


def seen(unit_id: UUID, version: int | None = None) -> dict[str, str]:
    """The header that says from which version something is changed."""
    return {"If-Match": f'"{version or unit_of(unit_id).version}"'}


def post(client: FlaskClient, path: str, who: dict[str, str], body: dict[str, Any] | None = None) -> Any:
    return client.post(path, json=body, headers=who) if body is not None else client.post(path, headers=who)


def deed(client: FlaskClient, unit_id: UUID, name: str, who: dict[str, str], **body: Any) -> Any:
    """A deed on a unit as it is now."""
    return post(client, f"/units/{unit_id}/{name}", who | seen(unit_id), {**REASON, **body})


def merged(client: FlaskClient, tree: Tree, unit_id: UUID, into: UUID) -> str:
    """A merger that one asked for and another confirmed; its id."""
    asked = deed(client, unit_id, "mergers", tree["city"], into_id=str(into))
    assert asked.status_code == 201, asked.json
    request_id: str = asked.json["id"]
    confirmed = post(client, f"/unit-requests/{request_id}/confirmation", tree["second of city"])
    assert confirmed.status_code == 201, confirmed.json
    return request_id


def tell_all(job_id: str, chunks: int = 1000) -> Job:
    """Work a merger's chunks, each in a transaction of its own, as the worker does."""
    for _ in range(chunks):
        with db.transaction() as session:
            job = session.get_one(Job, UUID(job_id))
            if job.status is JobStatus.DONE:
                return job
            go_on(session, MERGER, MERGER.continued(job))
    with db.reading() as session:
        return session.get_one(Job, UUID(job_id))
