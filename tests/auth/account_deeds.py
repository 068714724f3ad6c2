"""Doing things to accounts as administrators do, over the API."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from services.auth.db import db
from services.auth.models import PersonDeed
from shared.beijing import today
from tests.auth.conftest import Known

WHY = {"reason": "本人申请"}
DEEDS: dict[str, dict[str, Any]] = {
    "disabling": WHY,
    "enabling": WHY,
    "password-reset": WHY,
    "sessions-end": WHY,
    "leave-end": WHY,
    "id-number": WHY,
    "leave": {**WHY, "begins_on": str(today()), "ends_on": str(today())},
}

Headers = dict[str, str]


def do(client: FlaskClient, headers: Headers, person: Known, deed: str, **body: Any) -> Any:
    sent = body or DEEDS[deed]
    return client.post(f"/people/{person.id}/{deed}", json=sent, headers=headers)


def deeds_of(person_id: UUID) -> list[str]:
    with db.reading() as session:
        deeds = select(PersonDeed.deed).where(PersonDeed.person_id == person_id).order_by(PersonDeed.at)
        return [deed.value for deed in session.scalars(deeds)]


def at_once(ask: Callable[[int], Any], times: int = 4) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(ask, range(times)))
