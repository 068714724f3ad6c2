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

from sqlalchemy.orm import Session

from services.profile.models import Share, ShareStatus
from services.profile.operations.sharing import document_to_send, now_of
from services.profile.partner import Answer
from shared import audit
from shared.errors import DomainError
from shared.messaging.contracts import ShareChanged, ShareRequested
from shared.messaging.outbox import publish

LEASE = timedelta(seconds=40)  # longer than the longest delivery
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
GIVE_UP_AFTER = timedelta(hours=72)
SYSTEM = "system"
TO_SEND = frozenset({ShareStatus.QUEUED, ShareStatus.SENDING, ShareStatus.REVOKING})
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

    @property
    def message_id(self) -> str:
        """The partner's key for this state."""
        return f"{self.share_id}-{self.sequence}"


def claim(session: Session, share_id: UUID) -> Delivery | None:
    """Take the lease and compose the newest state, consent read again; None if nothing is due. Raises StillSending."""
    share = Share.locked(session, share_id)
    now = now_of(session)
    if share.status not in TO_SEND or share.next_at > now:
        return None
    if share.leased_until is not None and share.leased_until > now:
        raise StillSending
    if share.status is ShareStatus.QUEUED:
        share.move_to(ShareStatus.SENDING, by=None, role=SYSTEM)
    try:
        body = _body(session, share)
    except DomainError as error:  # as things stand now it must not go
        _given_up(session, share, Answer("refused", error=str(error)))
        return None
    share.leased_until = now + LEASE
    share.attempts += 1
    url, secrets = share.partner.url, share.partner.valid_secrets
    return Delivery(share.id, share.sequence, share.leased_until, url, secrets, body)


def record(session: Session, delivery: Delivery, answer: Answer) -> None:
    """Note what came of a delivery, and have the next one follow if one is needed."""
    share = Share.locked(session, delivery.share_id)
    if share.leased_until != delivery.leased_until:
        return  # the lease ran out and went to another, whose result counts
    share.leased_until = None
    if share.sequence != delivery.sequence:
        _follow_up(session, share)
    elif answer.kind == "accepted":
        _accepted(session, share, answer)
    elif answer.kind == "refused" or now_of(session) - share.queued_at > GIVE_UP_AFTER:
        _given_up(session, share, answer)
    else:
        _again_later(session, share, answer)


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


def _follow_up(session: Session, share: Share) -> None:
    """Something newer was asked for while this was sent; it is due at once."""
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


def _given_up(session: Session, share: Share, answer: Answer) -> None:
    """A share fails, and the person may try again; a revocation is tried on until the partner confirms it."""
    share.last_error = answer.error
    if share.status is ShareStatus.REVOKING:
        share.next_at = now_of(session) + timedelta(seconds=LONGEST_PAUSE_SECONDS)
        _publish_request(session, share)
        return
    share.move_to(ShareStatus.FAILED, by=None, role=SYSTEM, reason=answer.error)
    _tell(session, share)


def _again_later(session: Session, share: Share, answer: Answer) -> None:
    share.last_error = answer.error
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
