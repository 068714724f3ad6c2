"""What the tests of the review service say to it: real envelopes through its real inbox, and people with tokens."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import time
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from services.review.consumers import consumers
from services.review.db import db
from services.review.models import Case
from services.review.operations.decisions import record_decision
from shared.auth import Actor, Role, actor_claims, sign
from shared.messaging.contracts import (
    CaseOpened,
    Grant,
    PersonChanged,
    Reason,
    ReviewRequested,
    ReviewSettled,
    ReviewWithdrawn,
    StaffChanged,
    UnitChanged,
)
from shared.messaging.envelope import Envelope
from shared.messaging.message import Message
from shared.messaging.tables import OutboxMessage

SENDERS = {
    "unit": "auth", "person": "auth", "staff": "auth", "subject": "profile",
    "queued_case": "review", "job": "review", "written_case": "review",
    "unit_cases": "review",
}  # fmt: skip


def envelope(message: Message) -> Envelope:
    """The message as it travels to the review service."""
    receiver = next(receiver for receiver in message.receivers if receiver in consumers.receivers)
    return Envelope(
        id=uuid4(),
        sender=SENDERS[message.aggregate],
        receiver=receiver,
        name=message.name,
        schema_version=message.schema_version,
        aggregate_type=message.aggregate,
        aggregate_id=message.aggregate_id,
        aggregate_version=message.version,
        payload=msgspec.to_builtins(message),
        headers={},
    )


def deliver(*messages: Message | Envelope) -> list[str | None]:
    """Let the review service receive messages, one after the other; returns what it acknowledges."""
    envelopes = [message if isinstance(message, Envelope) else envelope(message) for message in messages]
    return [consumers.receive(consumers.receivers[each.receiver], each) for each in envelopes]


def unit(superior: UUID | None = None, *, name: str = "某单位", unit_id: UUID | None = None, version: int = 1) -> UUID:
    """A unit that the review service has heard of."""
    unit_id = unit_id or uuid4()
    deliver(unit_changed(unit_id, superior, name=name, version=version))
    return unit_id


def unit_changed(unit_id: UUID, superior: UUID | None = None, *, name: str, version: int) -> UnitChanged:
    """A unit stands so."""
    return UnitChanged(
        version=version,
        unit_id=unit_id,
        unit_name=name,
        code="",
        nature="",
        region="",
        superior_id=superior,
        closed=False,
    )


def person(*grants: tuple[Role, UUID], person_id: UUID | None = None) -> Actor:
    """Somebody with a token, of whom the review service has heard nothing."""
    return Actor(
        id=person_id or uuid4(),
        account="100001",
        name="某人",
        unit_id=uuid4(),
        grants=grants,
        first_login=False,
        confirmed_at=int(time()),
    )


def staff(*grants: tuple[Role, UUID], person_id: UUID | None = None, name: str = "审核员") -> Actor:
    """Somebody with a token whom the review service knows as one who reviews."""
    actor = person(*grants, person_id=person_id)
    change_staff(actor, version=1, name=name)
    return actor


def reviewer(unit_id: UUID, **more: Any) -> Actor:
    """A reviewer of a unit."""
    return staff((Role.UNIT_REVIEWER, unit_id), **more)


def change_staff(
    actor: Actor,
    version: int,
    *,
    active: bool = True,
    on_leave: bool = False,
    grants: Sequence[tuple[Role, UUID]] | None = None,
    name: str = "审核员",
) -> None:
    """Tell the review service how somebody stands now."""
    held = actor.grants if grants is None else grants
    deliver(
        StaffChanged(
            version=version,
            person_id=actor.id,
            person_name=name,
            active=active,
            on_leave=on_leave,
            grants=[Grant(role=role, unit_id=unit_id) for role, unit_id in held],
        )
    )


def person_changed(person_id: UUID, unit_id: UUID, *, version: int = 2, name: str = "买买提·艾力") -> PersonChanged:
    """A person stands with this name in this unit."""
    return PersonChanged(
        version=version,
        person_id=person_id,
        account="100001",
        person_name=name,
        id_type="01",
        id_number="",
        unit_id=unit_id,
        is_professional=True,
        active=True,
    )


def requested(unit_id: UUID, *, version: int = 2, **changes: Any) -> ReviewRequested:
    """A person hands in a record."""
    person_id = changes.get("person_id") or uuid4()
    facts: dict[str, Any] = {
        "kind": "record",
        "subject_id": person_id,
        "person_id": person_id,
        "unit_id": unit_id,
        "submission_id": uuid4(),
        "number": version // 2,
        "submitted_at": datetime.now(UTC),
        "account": "100001",
        "person_name": "买买提·艾力",
        "section": None,
        "title_series": "卫生技术人员",
        "title_level": "高级",
        "warnings": 0,
    }
    return ReviewRequested(version=version, **(facts | changes))


def withdrawn(request: ReviewRequested) -> ReviewWithdrawn:
    """The person takes it back."""
    return ReviewWithdrawn(
        version=request.version + 1,
        kind=request.kind,
        subject_id=request.subject_id,
        person_id=request.person_id,
        section=request.section,
    )


def settled(request: ReviewRequested, case_id: UUID, outcome: Any) -> ReviewSettled:
    """What the profile service made of the decision."""
    return ReviewSettled(
        version=request.version + 1,
        kind=request.kind,
        subject_id=request.subject_id,
        person_id=request.person_id,
        case_id=case_id,
        outcome=outcome,
        section=request.section,
        reasons=[],
    )


def opened(request: ReviewRequested, *, assign: bool = True) -> Case:
    """The case of a request, with whom it went to unless it is to stay in the queue."""
    deliver(request)
    case = case_of(request)
    if assign:
        deliver(CaseOpened(version=case.version, case_id=case.id))
    return case_of(request)


def decided(request: ReviewRequested, by: Actor, decision: Any = "approve", reasons: Sequence[Reason] = ()) -> Case:
    """The case of a request, assigned and decided."""
    case = opened(request)
    with db.transaction() as session:
        return record_decision(session, by, case.id, decision, reasons)


def case_of(request: ReviewRequested) -> Case:
    """The case as it stands."""
    wanted = select(Case).where(Case.subject_id == request.subject_id, Case.subject_version == request.version)
    with db.reading() as session:
        return session.scalars(wanted).one()


def sent(name: str) -> list[dict[str, Any]]:
    """What the review service has told others under this name, once for each message and receiver."""
    wanted = select(OutboxMessage.payload).where(OutboxMessage.name == name).order_by(OutboxMessage.seq)
    with db.reading() as session:
        return list(session.scalars(wanted))


def bearer(actor: Actor) -> dict[str, str]:
    """The header that says who asks."""
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"Authorization": f"Bearer {token}"}
