"""A partner that does not answer is left alone: nothing is sent to it but one probe now and then, and nobody waits.

What would be sent meanwhile is acknowledged and left; when the partner answers again, or a paused one is to go on,
everything that waits is taken up. So a dead partner costs one connection each time, however many shares there are.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.profile.models import Partner, PartnerHealth, Share, ShareStatus
from services.profile.partner import Answer
from shared.beijing import day_of
from shared.messaging.contracts import ShareRequested
from shared.messaging.outbox import publish
from shared.messaging.partners import DeliveriesDue, DeliveriesGivenUp, PartnerProbeDue

FAILURES = 5
FIRST_REST = timedelta(seconds=60)
LONGEST_REST = timedelta(minutes=15)
LOST_PROBE = timedelta(minutes=15)  # a probe that never came, because each worker that had it died, stops nobody longer
AT_ONCE = 500
TO_SEND = frozenset({ShareStatus.QUEUED, ShareStatus.SENDING, ShareStatus.REVOKING})


def may_send(session: Session, share: Share, now: datetime) -> bool:
    """Whether anything may go to the share's partner now."""
    if share.partner.paused:
        return False
    health = session.get(PartnerHealth, share.partner_id)
    return health is None or health.open_until is None or now > health.open_until + LOST_PROBE


def note_answer(session: Session, partner_id: UUID, answer: Answer, now: datetime, *, probe: bool) -> bool:
    """Count failures in a row; returns whether the partner is left alone (for longer) because of this one."""
    health = session.get(PartnerHealth, partner_id, populate_existing=True)
    if answer.alive and (health is None or not health.failures):
        return False
    health = _locked(session, partner_id)
    if answer.alive:
        _close(session, health)
        return False
    health.failures += 1
    if health.failures < FAILURES or (health.open_until is not None and not probe):
        return False
    rest = min(LONGEST_REST, FIRST_REST * 2 ** min(health.openings, 10))
    health.open_until = now + max(rest, timedelta(seconds=answer.retry_after))
    health.openings += 1
    health.version += 1
    publish(session, PartnerProbeDue(version=health.version, partner_id=partner_id), not_before=health.open_until)
    return True


def share_to_probe(session: Session, message: PartnerProbeDue, now: datetime) -> UUID | None:
    """The longest waiting share, by which a partner is tried; with none the next one tries it."""
    health = _locked(session, message.partner_id)
    if health.open_until is None or health.version != message.version:
        return None
    found = waiting(message.partner_id, now).order_by(Share.queued_at, Share.id).limit(1)
    share_id = session.scalar(found.with_for_update(key_share=True, skip_locked=True))
    if share_id is None:
        _close(session, health)
        health.failures = FAILURES - 1
    return share_id


def take_up(session: Session, partner_id: UUID) -> None:
    """Have everything sent that waits for a partner."""
    publish(session, DeliveriesDue(version=1, partner_id=partner_id, after=None))


def take_up_some(session: Session, message: DeliveriesDue) -> None:
    """Ask for the delivery of some waiting shares, and for the rest after these. Asked for twice, it is sent once."""
    found = select(Share).where(Share.partner_id == message.partner_id, Share.status.in_(TO_SEND)).order_by(Share.id)
    if message.after is not None:
        found = found.where(Share.id > message.after)
    shares = session.scalars(found.limit(AT_ONCE)).all()
    for share in shares:
        publish(session, ShareRequested(version=share.version, share_id=share.id), not_before=share.next_at)
    if len(shares) == AT_ONCE:
        following = message.version + 1
        publish(session, DeliveriesDue(version=following, partner_id=message.partner_id, after=shares[-1].id))


def take_up_all(session: Session) -> None:
    """Once a day, for what no message asks for any more."""
    for partner_id in session.scalars(select(Partner.id)):
        take_up(session, partner_id)


def too_old(session: Session, partner_id: UUID, before: datetime, now: datetime) -> Sequence[UUID]:
    """Shares that have waited since `before`; not deletions, which are tried until they are confirmed."""
    found = waiting(partner_id, now).where(Share.status != ShareStatus.REVOKING, Share.queued_at < before)
    return session.scalars(found.limit(AT_ONCE).with_for_update(key_share=True, skip_locked=True)).all()


def tell_given_up(session: Session, partner: Partner, reason: str | None, now: datetime) -> None:
    """Let the administrators know, once a day, that deliveries to a partner were given up."""
    health = _locked(session, partner.id)
    today = day_of(now)
    if health.told_on == today:
        return
    health.told_on = today
    told = DeliveriesGivenUp(
        version=today.toordinal(), partner_id=partner.id, partner_name=partner.name, reason=reason or ""
    )
    publish(session, told)


def waiting(partner_id: UUID, now: datetime) -> Select[UUID]:
    """The ids of shares that wait for a partner and that no worker is sending."""
    free = Share.leased_until.is_(None) | (Share.leased_until <= now)
    return select(Share.id).where(Share.partner_id == partner_id, Share.status.in_(TO_SEND), free)


def _close(session: Session, health: PartnerHealth) -> None:
    if health.open_until is not None:
        take_up(session, health.partner_id)
    health.failures = health.openings = 0
    health.open_until = None


def _locked(session: Session, partner_id: UUID) -> PartnerHealth:
    healthy = {"partner_id": partner_id, "failures": 0, "openings": 0, "version": 0}
    session.execute(insert(PartnerHealth).values(healthy).on_conflict_do_nothing())
    return session.get_one(PartnerHealth, partner_id, with_for_update={"key_share": True}, populate_existing=True)
