"""What partners tell us: that a page was opened, that what was taken back is deleted. Told twice, it acts once.

An event is about a state by its number: one about an earlier state than the newest changes nothing, whenever it comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.profile.models import Partner, PartnerEvent, Share, ShareStatus
from services.profile.operations.deliver import ATTEMPTS_KEPT, confirm_deletion
from services.profile.operations.sharing import now_of
from services.profile.partner import is_link
from shared import audit
from shared.errors import DomainError, NotFound
from shared.webhooks import verify

PAGE_OPENED, DELETION_CONFIRMED = "page.opened", "deletion.confirmed"
MOST_A_MINUTE = 600
APPLIED, WITHOUT_EFFECT = "applied", "ignored"


class EventTypeUnknown(DomainError):
    """Nothing is known of what that would mean."""

    error, message = "event_type_unknown", "不认识这种事件：{type}。可用的有 page.opened 和 deletion.confirmed。"


class EventInvalid(DomainError):
    """The event lacks the page's address."""

    error, message = "event_invalid", "page.opened 须附 url：以 https:// 开头的公开主页地址。"


class TooManyEvents(DomainError):
    """More in a minute than any partner needs."""

    status, error, message = 429, "too_many_events", "一分钟内的事件过多，请稍后再发。"


@dataclass(frozen=True)
class Event:
    """What a partner says about a state of a person's page."""

    type: str
    person: UUID
    sequence: int
    url: str | None = None


def verified_id(partner: Partner, headers: Mapping[str, str], body: bytes) -> str:
    """The event's id, if it comes from the partner and is not old. Raises WebhookNotVerified."""
    return verify(partner.valid_secrets, headers, body)


def hear(session: Session, partner: Partner, event_id: str, event: Event) -> str:
    """Do what an event is about, once; returns its effect. Raises EventTypeUnknown, EventInvalid and NotFound."""
    if event.type not in {PAGE_OPENED, DELETION_CONFIRMED}:
        raise EventTypeUnknown(type=event.type)
    if event.type == PAGE_OPENED and not is_link(event.url):
        raise EventInvalid
    share = session.get(Share, event.person, with_for_update={"key_share": True}, populate_existing=True)
    if share is None or share.partner_id != partner.id:
        raise NotFound
    known = session.get(PartnerEvent, (partner.id, event_id))
    if known is not None:  # whoever else brings it waits for the share, which is locked
        return known.effect
    _ensure_not_too_many(session, partner)
    effect = _apply(session, share, event)
    noted = {"partner_id": partner.id, "event_id": event_id, "type": event.type}
    session.add(PartnerEvent(**noted, share_id=share.id, effect=effect))
    audit.note(about=("share", share.id), type=event.type, effect=effect)
    return effect


def forget_events(session: Session) -> None:
    """Let go what is far older than any event that would still be believed."""
    session.execute(delete(PartnerEvent).where(PartnerEvent.received_at < now_of(session) - ATTEMPTS_KEPT))


def _ensure_not_too_many(session: Session, partner: Partner) -> None:
    since = now_of(session) - timedelta(minutes=1)
    mine = PartnerEvent.partner_id == partner.id
    lately = select(func.count()).select_from(PartnerEvent).where(mine, PartnerEvent.received_at > since)
    if (session.scalar(lately) or 0) >= MOST_A_MINUTE:
        raise TooManyEvents(retry_after=60)


def _apply(session: Session, share: Share, event: Event) -> str:
    if event.sequence != share.sequence:
        return WITHOUT_EFFECT
    if event.type == DELETION_CONFIRMED and share.status is ShareStatus.REVOKING:
        confirm_deletion(session, share)
        return APPLIED
    if event.type == PAGE_OPENED and share.status is ShareStatus.SHARED:
        share.link = event.url
        return APPLIED
    return WITHOUT_EFFECT
