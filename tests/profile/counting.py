"""What the tests of 统计 do alike: hear of what was written, ask for figures, look for differences."""

from random import Random
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from services.profile.cli import FIGURES
from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.operations.mirrors import mirror_unit
from shared.auth import Actor, Role, actor_claims, sign
from shared.messaging.envelope import Envelope
from shared.messaging.tables import OutboxMessage
from tests.profile.builders import UNIT, unit_changed

PROVINCE, CITY, CLINIC = (UUID(f"00000000-0000-4000-8000-00000000010{number}") for number in range(3))


def hear(order: int = 0) -> None:
    """What the service has told itself of people arrives, twice and in any order."""
    with db.reading() as session:
        told = list(session.scalars(select(OutboxMessage).where(OutboxMessage.name == "record.written"))) * 2
    Random(order).shuffle(told)
    for message in told:
        assert consumers.receive(consumers.receivers[message.receiver], envelope(message)) == "applied"


def envelope(message: OutboxMessage) -> Envelope:
    kept = ("id", "receiver", "name", "schema_version", "aggregate_type", "aggregate_id", "aggregate_version")
    return Envelope(
        sender="profile", payload=dict(message.payload), headers={}, **{name: getattr(message, name) for name in kept}
    )


def differences() -> list[dict[str, Any]]:
    with db.reading() as session:
        return FIGURES.differences(session)


def build_units() -> None:
    """A province, a city below it, and below that the hospital of the builders and a clinic."""
    with db.transaction() as session:
        for unit_id, above in ((PROVINCE, None), (CITY, PROVINCE), (UNIT, CITY), (CLINIC, CITY)):
            mirror_unit(
                session, unit_changed(version=2, unit_id=unit_id, superior_id=above, unit_name=str(unit_id)[-3:])
            )


def headers(*grants: tuple[Role, UUID]) -> dict[str, str]:
    actor = Actor(id=uuid4(), account="x", name="x", unit_id=UNIT, grants=grants, first_login=False)
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"Authorization": f"Bearer {token}"}


def asked(
    client: FlaskClient, role: Role, granted: UUID, path: str = "/figures", of: UUID | None = None, **query: Any
) -> dict[str, Any]:
    query |= {"unit_id": of} if of else {}
    answer = client.get(path, query_string=query, headers=headers((role, granted)))
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def superior(client: FlaskClient, unit_id: UUID, path: str = "/figures", **query: Any) -> dict[str, Any]:
    return asked(client, Role.SUPERIOR_ADMIN, unit_id, path, **query)


def bars(found: list[dict[str, Any]]) -> dict[str, int]:
    return {bar["value"]: bar["count"] for bar in found if bar["count"]}


def title(series: str, code: str, level: str) -> dict[str, Any]:
    return {
        "series": series, "title_code": code, "level": level, "specialty": "内科", "obtained_date": "2015-12-20",
        "obtain_way": "1", "committee": "评委会", "approver": "河北省人社厅", "cert_no": code, "is_current": True,
    }  # fmt: skip
