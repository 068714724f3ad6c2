"""How deliveries to partners stand, for operators: no content, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import DeliveryAttempt, Partner, Share, ShareStatus
from services.profile.operations.sharing import now_of

MOST = 1000
View = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which shares are looked for: of a partner, in a state, older than so many minutes."""

    partner: str | None = None
    status: ShareStatus | None = None
    older: int | None = None


def deliveries(session: Session, wanted: Wanted) -> list[View]:
    """The shares looked for, those first that have waited longest."""
    found = select(Share, Partner.key).join(Partner, Partner.id == Share.partner_id)
    if wanted.partner is not None:
        found = found.where(Partner.key == wanted.partner)
    if wanted.status is not None:
        found = found.where(Share.status == wanted.status)
    if wanted.older is not None:
        found = found.where(Share.queued_at < now_of(session) - timedelta(minutes=wanted.older))
    rows = session.execute(found.order_by(Share.queued_at, Share.id).limit(MOST)).all()
    return [_view(share, key) for share, key in rows]


def attempts_of(session: Session, share_id: UUID) -> Sequence[View]:
    """How the attempts to deliver a share went, the newest first."""
    found = select(DeliveryAttempt).where(DeliveryAttempt.share_id == share_id).order_by(DeliveryAttempt.id.desc())
    shown = ("at", "sequence", "revoking", "outcome", "status", "reason")
    return [{name: getattr(attempt, name) for name in shown} for attempt in session.scalars(found.limit(MOST))]


def _view(share: Share, key: str) -> View:
    shown = ("id", "status", "sequence", "attempts", "queued_at", "next_at", "last_error")
    return {"partner": key} | {name: getattr(share, name) for name in shown}
