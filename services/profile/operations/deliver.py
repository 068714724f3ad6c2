"""Delivering a share to a partner: claim with a lease, send elsewhere, record what came of it.

Each state for the partner has a number, `sequence`. Only who holds the lease sends; what was asked for meanwhile is
sent after it under a higher number, so that a revocation is never followed by data.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.profile.models import DeliveryAttempt, Person, Share, ShareStatus
from services.profile.operations import breaker
from services.profile.operations.sharing import document_to_send, now_of, revoke_by_system
from services.profile.partner import Answer
from shared import audit
from shared.errors import DomainError
from shared.messaging.contracts import ShareChanged, ShareRequested
from shared.messaging.outbox import publish

LEASE = timedelta(seconds=40)  # longer than the longest delivery
LATEST_START_SECONDS = 20  # after the claim, so that the answer comes within the lease
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
GIVE_UP_AFTER = timedelta(hours=72)
SYSTEM = "system"
ATTEMPTS_KEPT = timedelta(days=90)
TOLD: dict[ShareStatus, Literal["shared", "failed", "revoked"]] = {
    ShareStatus.SHARED: "shared",
    ShareStatus.FAILED: "failed",
    ShareStatus.REVOKED: "revoked",
}

jitter = random.SystemRandom()


class StillSending(Exception):
    """Another worker holds the lease; the message comes again later."""


@dataclass(frozen=True)
class Delivery:
    """What is to be sent under a lease. The id is the same for every attempt, by which the partner applies it once."""

    share_id: UUID
    sequence: int
    leased_until: datetime
    url: str
    secrets: Sequence[str] = field(repr=False)
    body: bytes = field(repr=False)
    revoking: bool = False
    probe: bool = False

    @property
    def message_id(self) -> str:
        """The partner's key for this state."""
        return f"{self.share_id}-{self.sequence}"


def claim(session: Session, share_id: UUID, *, probe: bool = False) -> Delivery | None:
    """Take the lease and compose the newest state, consent read again; None if nothing is due. Raises StillSending.

    What waits for a partner that is paused or does not answer is taken up later (`breaker`); a `probe` tries it.
    """
    share = Share.locked(session, share_id)
    now = now_of(session)
    if share.status not in breaker.TO_SEND or not (probe or _is_due(session, share, now)):
        return None
    if share.leased_until is not None and share.leased_until > now:
        raise StillSending
    if share.status is not ShareStatus.REVOKING and not session.get_one(Person, share.person_id).active:
        revoke_by_system(session, share)
    if share.status is ShareStatus.QUEUED:
        share.move_to(ShareStatus.SENDING, by=None, role=SYSTEM)
    try:
        body = _body(session, share)
    except DomainError as error:  # as things stand now it must not go
        _given_up(session, share, str(error))
        return None
    share.leased_until = now + LEASE
    share.attempts += 1
    return Delivery(
        share.id,
        share.sequence,
        share.leased_until,
        share.partner.url,
        share.partner.valid_secrets,
        body,
        revoking=share.status is ShareStatus.REVOKING,
        probe=probe,
    )


def record(session: Session, delivery: Delivery, answer: Answer) -> None:
    """Note what came of a delivery, and have the next one follow if one is needed."""
    share = Share.locked(session, delivery.share_id)
    now = now_of(session)
    session.add(_attempt(delivery, answer))
    if share.leased_until == delivery.leased_until:  # or it ran out and went to another, whose result counts
        share.leased_until = None
        _settle(session, share, delivery, answer, now)
    session.flush()
    if breaker.note_answer(session, share.partner_id, answer, now, probe=delivery.probe):
        for share_id in breaker.too_old(session, share.partner_id, now - GIVE_UP_AFTER, now):
            _given_up(session, Share.locked(session, share_id), answer.error)


def confirm_deletion(session: Session, share: Share) -> None:
    """The partner says by itself that it has deleted what was taken back; the answer to what is on its way is void."""
    share.leased_until = None
    _accepted(session, share, Answer("deleted"))


def forget_attempts(session: Session) -> None:
    """Let go what has been kept long enough of how deliveries went."""
    session.execute(delete(DeliveryAttempt).where(DeliveryAttempt.at < now_of(session) - ATTEMPTS_KEPT))


def pause_seconds(attempts: int, answer: Answer) -> float:
    """How long to wait: anything up to a growing limit, but never less than the partner asks for."""
    limit = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempts - 1, 16))
    return max(jitter.uniform(0, limit), answer.retry_after)


def _body(session: Session, share: Share) -> bytes:
    """The newest state as it travels; only the deletion if the person takes the sharing back."""
    data = None
    if share.status is not ShareStatus.REVOKING:
        data = document_to_send(session, share)
    message = {
        "type": "person.revoked" if data is None else "person.shared",
        "sequence": share.sequence,
        "person": str(share.id),
        "data": data,
    }
    return json.dumps(message, ensure_ascii=False).encode()


def _is_due(session: Session, share: Share, now: datetime) -> bool:
    return share.next_at <= now and breaker.may_send(session, share, now)


def _attempt(delivery: Delivery, answer: Answer) -> DeliveryAttempt:
    return DeliveryAttempt(
        share_id=delivery.share_id,
        sequence=delivery.sequence,
        revoking=delivery.revoking,
        outcome=answer.kind,
        status=answer.status,
        reason=answer.error,
    )


def _settle(session: Session, share: Share, delivery: Delivery, answer: Answer, now: datetime) -> None:
    wanted = "deleted" if share.status is ShareStatus.REVOKING else "accepted"
    if share.sequence != delivery.sequence:
        _follow_up(session, share)
    elif answer.kind == wanted:
        _accepted(session, share, answer)
    elif answer.kind == "refused" or now - share.queued_at > GIVE_UP_AFTER:
        _given_up(session, share, answer.error)
    else:
        _again_later(session, share, answer)


def _follow_up(session: Session, share: Share) -> None:
    """Something newer was asked for while this was sent; it follows."""
    if share.status is ShareStatus.SENDING:
        share.move_to(ShareStatus.QUEUED, by=None, role=SYSTEM)
    _publish_request(session, share)


def _accepted(session: Session, share: Share, answer: Answer) -> None:
    revoked = share.status is ShareStatus.REVOKING
    share.link = answer.link
    share.last_error = None
    audit.note(
        word=f"撤回已送达{share.partner.name}" if revoked else f"已分享至{share.partner.name}",
        about=("share", share.id),
    )
    share.move_to(ShareStatus.REVOKED if revoked else ShareStatus.SHARED, by=None, role=SYSTEM)
    _tell(session, share)


def _given_up(session: Session, share: Share, reason: str | None) -> None:
    """A share fails, and the person may try again; a revocation is tried on until the partner confirms it.

    The administrators are told of both.
    """
    share.last_error = reason
    breaker.tell_given_up(session, share.partner, reason, now_of(session))
    if share.status is ShareStatus.REVOKING:
        share.next_at = now_of(session) + timedelta(seconds=LONGEST_PAUSE_SECONDS)
        _publish_request(session, share)
        return
    if share.status is ShareStatus.QUEUED:
        share.move_to(ShareStatus.SENDING, by=None, role=SYSTEM)
    share.move_to(ShareStatus.FAILED, by=None, role=SYSTEM, reason=reason)
    _tell(session, share)


def _again_later(session: Session, share: Share, answer: Answer) -> None:
    share.last_error = answer.error or "对方的答复不符合约定"
    share.next_at = now_of(session) + timedelta(seconds=pause_seconds(share.attempts, answer))
    if share.status is ShareStatus.SENDING:
        share.move_to(ShareStatus.QUEUED, by=None, role=SYSTEM, reason=answer.error)
    _publish_request(session, share)


def _publish_request(session: Session, share: Share) -> None:
    publish(session, ShareRequested(version=share.version, share_id=share.id), not_before=share.next_at)


def _tell(session: Session, share: Share) -> None:
    changed = ShareChanged(
        version=share.version,
        share_id=share.id,
        person_id=share.person_id,
        status=TOLD[share.status],
        link=share.link,
        reason=share.last_error,
        partner_name=share.partner.name,
    )
    publish(session, changed)
