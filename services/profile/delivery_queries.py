"""How deliveries to partners stand, for operators: no content, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, select, tuple_
from sqlalchemy.orm import Session

from services.profile.models import DeliveryAttempt, Partner, PartnerEvent, Person, Share, ShareStatus
from services.profile.operations.operating import AGAIN
from services.profile.operations.sharing import now_of
from shared.errors import NotFound
from shared.paging import cursor_of, typed_key

MOST = 1000
View = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which shares are looked for: of a partner, in a state, older than so many minutes, of a person, with a reason.

    A person is named by the account, or by the number under which the partner knows them.
    """

    partner: str | None = None
    status: ShareStatus | None = None
    older: int | None = None
    person: str | None = None
    reason: str | None = None


def deliveries(session: Session, wanted: Wanted) -> list[View]:
    """The shares looked for, those first that have waited longest."""
    return [_view(share, partner) for share, partner in session.execute(_found(session, wanted).limit(MOST)).all()]


def page_of_deliveries(session: Session, wanted: Wanted, cursor: str | None, limit: int) -> View:
    """The same, page by page. Raises CursorInvalid."""
    found = _found(session, wanted)
    if cursor:
        behind = typed_key(cursor, datetime.fromisoformat, UUID)
        found = found.where(tuple_(Share.queued_at, Share.id) > tuple_(*behind))
    rows = session.execute(found.limit(limit + 1)).all()
    items = [_view(share, partner) for share, partner in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return {"items": items, "next": cursor_of(last["queued_at"], last["id"]) if last else None}


def delivery_of(session: Session, share_id: UUID) -> View:
    """One share with its attempts and what the partner told of it. Raises NotFound."""
    share = session.get(Share, share_id)
    if share is None:
        raise NotFound
    events = select(PartnerEvent).where(PartnerEvent.partner_id == share.partner_id, PartnerEvent.share_id == share.id)
    return _view(share, share.partner) | {
        "attempted": attempts_of(session, share_id),
        "events": session.scalars(events.order_by(PartnerEvent.received_at.desc()).limit(MOST)).all(),
        "actions": ["replay"] if share.status in AGAIN else [],
    }


def attempts_of(session: Session, share_id: UUID) -> Sequence[View]:
    """How the attempts to deliver a share went, the newest first."""
    found = select(DeliveryAttempt).where(DeliveryAttempt.share_id == share_id).order_by(DeliveryAttempt.id.desc())
    shown = ("at", "sequence", "revoking", "outcome", "status", "reason")
    return [{name: getattr(attempt, name) for name in shown} for attempt in session.scalars(found.limit(MOST))]


def _found(session: Session, wanted: Wanted) -> Select[Share, Partner]:
    conditions = []
    if wanted.partner:
        conditions.append(Partner.key == wanted.partner)
    if wanted.status is not None:
        conditions.append(Share.status == wanted.status)
    if wanted.older is not None:
        conditions.append(Share.queued_at < now_of(session) - timedelta(minutes=wanted.older))
    if wanted.person:
        conditions.append(_of_person(wanted.person))
    if wanted.reason:
        conditions.append(Share.last_error.contains(wanted.reason, autoescape=True))
    found = select(Share, Partner).join(Partner, Partner.id == Share.partner_id)
    return found.where(and_(True, *conditions)).order_by(Share.queued_at, Share.id)


def _of_person(named: str) -> Any:
    """The shares of an account, or the one that has this number."""
    try:
        return Share.id == UUID(named)
    except ValueError:
        person = select(Person.id).where(Person.account == named)
        return Share.person_id.in_(person) if named.isprintable() else false()


def _view(share: Share, partner: Partner) -> View:
    shown = ("id", "status", "sequence", "attempts", "queued_at", "next_at", "last_error")
    return {"partner": partner.key, "partner_name": partner.name} | {name: getattr(share, name) for name in shown}
