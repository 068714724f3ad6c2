"""撤销: a person takes back what waits for its decision, a change request or a correction."""

from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Correction, CorrectionStatus
from services.profile.operations.records import locked_record
from shared.auth import Role
from shared.errors import NotFound
from shared.messaging.contracts import ReviewWithdrawn
from shared.messaging.outbox import publish

Wished = TypeVar("Wished", ChangeRequest, Correction)


def take_back(session: Session, person_id: UUID, kind: type[Wished], wish_id: UUID) -> Wished:
    """Take a pending wish of this kind back; raises NotFound and TransitionNotAllowed."""
    record = locked_record(session, person_id)
    wish = kind.locked(session, wish_id)
    if wish.record_id != record.id:
        raise NotFound
    withdraw_wish(session, wish, by=person_id, role=Role.PROFESSIONAL)
    return wish


def withdraw_wish(
    session: Session, wish: ChangeRequest | Correction, *, by: UUID | None, role: str, reason: str | None = None
) -> None:
    """Let a pending wish of a locked record be withdrawn, and tell review; raises TransitionNotAllowed."""
    withdrawn = CorrectionStatus.WITHDRAWN if isinstance(wish, Correction) else ChangeStatus.WITHDRAWN
    wish.move_to(withdrawn, by=by, role=role, reason=reason)
    wish.decided_at = datetime.now(UTC)
    wish.holder_role = wish.holder_unit = None
    publish(
        session,
        ReviewWithdrawn(
            version=wish.version,
            kind=wish.kind.value if isinstance(wish, Correction) else "change",
            subject_id=wish.id,
            person_id=wish.record_id,
            section=None if isinstance(wish, Correction) else wish.section,
        ),
    )
