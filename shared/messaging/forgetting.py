"""How long messages are remembered: as long as anybody may send them again, and a good while longer.

A message is known by its id, which begins with the moment it was made (`uuidv7`), so the oldest are found along the
key. A sender resends for `DEAD_AFTER` at most, and operators may have it begin anew until the message is `REPLAYABLE`
old. Receivers remember for `REMEMBERED`, which is longer than both together; what is older yet is refused unread.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.messaging.tables import InboxMessage, OutboxMessage

REPLAYABLE = timedelta(days=60)
REMEMBERED = timedelta(days=90)
AT_A_TIME = 5000  # each minute

UUID7, TIME_BITS = 7, 80

Key = InstrumentedAttribute[int] | InstrumentedAttribute[UUID]


def forget_old(session: Session) -> None:
    """Remove some of what has come to its end and can't come again; what is dead stays until somebody decides."""
    finished = OutboxMessage.acknowledged_at.is_not(None)
    _forget(session, OutboxMessage.seq, made_before(OutboxMessage.id, REPLAYABLE) & finished, OutboxMessage.id)
    _forget(session, InboxMessage.id, made_before(InboxMessage.id, REMEMBERED), InboxMessage.id)


def made_before(message_id: InstrumentedAttribute[UUID], age: timedelta) -> ColumnElement[bool]:
    """Whether a message is older than that. The bound is asked for once, so that the key can be followed."""
    return message_id < select(func.uuidv7(-age, type_=Uuid)).scalar_subquery()


def is_forgotten(message_id: UUID) -> bool:
    """Whether a message is so old that nobody here may still know whether it has acted."""
    made = datetime.fromtimestamp((message_id.int >> TIME_BITS) / 1000, UTC) if message_id.version == UUID7 else None
    return made is not None and made < datetime.now(UTC) - REMEMBERED


def _forget(session: Session, key: Key, old: ColumnElement[bool], by: InstrumentedAttribute[UUID]) -> None:
    some = select(key).where(old).order_by(by).limit(AT_A_TIME).with_for_update(skip_locked=True)
    session.execute(
        delete(key.class_).where(key.in_(some.scalar_subquery())).execution_options(synchronize_session=False)
    )
