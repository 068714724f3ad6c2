"""What a service knows of one act: its rows in the outbox, the inbox and the audit log, without what messages say."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shared.audit.tables import AuditEntry
from shared.messaging.tables import InboxMessage, OutboxMessage
from shared.redaction import redacted

MOST_ROWS = 500  # of each table; the number of a record that has lived for years finds its latest

Step = dict[str, Any]


def steps(session: Session, numbers: AbstractSet[str]) -> list[Step]:
    """What happened here under any of the numbers: those of requests, messages, or of the things that were dealt with.

    Each step names its request and its message as far as it knows them, by which other services know the same act.
    """
    ids = {UUID(number) for number in numbers if _is_uuid(number)}
    return [*_sent(session, numbers, ids), *_received(session, numbers, ids), *_audited(session, numbers)]


def _sent(session: Session, numbers: AbstractSet[str], ids: AbstractSet[UUID]) -> Iterable[Step]:
    headers = OutboxMessage.headers
    found = select(OutboxMessage).where(
        or_(
            OutboxMessage.id.in_(ids),
            OutboxMessage.aggregate_id.in_(numbers),
            *(headers[name].astext.in_(numbers) for name in ("request_id", "cause", "again")),
        )
    )
    for one in session.scalars(found.order_by(OutboxMessage.seq.desc()).limit(MOST_ROWS)):
        facts = {"to": one.receiver, "attempts": one.attempts, "last_error": one.last_error}
        request = one.headers.get("request_id")
        yield _step(one.created_at, "published", one.name, facts, request=request, message=one.id)
        if one.acknowledged_at:
            yield _step(one.acknowledged_at, "acknowledged", one.name, facts, request=request, message=one.id)
        if one.dead_at:
            yield _step(one.dead_at, "dead", one.name, facts, request=request, message=one.id)


def _received(session: Session, numbers: AbstractSet[str], ids: AbstractSet[UUID]) -> Iterable[Step]:
    found = select(InboxMessage).where(or_(InboxMessage.id.in_(ids), InboxMessage.aggregate_id.in_(numbers)))
    for one in session.scalars(found.order_by(InboxMessage.first_at.desc()).limit(MOST_ROWS)):
        facts = {"by": one.receiver, "deliveries": one.deliveries, "last_error": one.last_error}
        at = one.processed_at or one.first_at
        yield _step(at, one.outcome or "received", one.name, facts, message=one.id)


def _audited(session: Session, numbers: AbstractSet[str]) -> Iterable[Step]:
    found = select(AuditEntry).where(
        or_(
            AuditEntry.request_id.in_(numbers),
            AuditEntry.object_id.in_(numbers),
            AuditEntry.details["message_id"].astext.in_(numbers),
        )
    )
    for one in session.scalars(found.order_by(AuditEntry.seq.desc()).limit(MOST_ROWS)):
        facts = {"word": one.word, "object": one.object_id, "actor": one.actor_id}
        message = one.details.get("message_id")
        yield _step(one.at, one.result, one.act, facts, request=one.request_id, message=message)


def _step(
    at: datetime, kind: str, what: str, facts: Step, *, request: str | None = None, message: object = None
) -> Step:
    known = {name: redacted(str(value), name) for name, value in facts.items() if value is not None}
    return {
        "at": at.isoformat(timespec="milliseconds"),
        "kind": kind,
        "what": what,
        "facts": known,
        "request": request,
        "message": str(message) if message else None,
    }


def _is_uuid(number: str) -> bool:
    with suppress(ValueError):
        UUID(number)
        return True
    return False
