"""What the operator does about deliveries: stop a partner and go on, and try one share again. Each with a reason."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.profile.models import Partner, Share, ShareStatus
from services.profile.operations import breaker
from services.profile.operations.sharing import now_of, queue_again
from shared import audit
from shared.errors import DomainError

SYSTEM = "system"
AGAIN = frozenset({ShareStatus.SHARED, ShareStatus.FAILED, ShareStatus.QUEUED, ShareStatus.REVOKING})


class NothingToReplay(DomainError):
    """What is being sent comes by itself, and what was taken back is the person's to give again."""

    status, error = 409, "nothing_to_replay"
    message = "这个分享正在投递或已撤回，不能重新投递。已撤回的，只能由本人重新分享。"


class PauseUnchanged(DomainError):
    """It stands so already."""

    status, error, message = 409, "pause_unchanged", "共享平台已经是这个状态，没有改变。"


def pause(session: Session, partner: Partner, reason: str) -> None:
    """Send nothing to a partner from now on; what is asked for waits. Raises PauseUnchanged."""
    _set_paused(session, partner, reason, paused=True)


def resume(session: Session, partner: Partner, reason: str) -> None:
    """Send everything that has waited for a paused partner. Raises PauseUnchanged."""
    _set_paused(session, partner, reason, paused=False)
    # The days of the pause are none in which the partner was tried.
    waiting = update(Share).where(Share.partner_id == partner.id, Share.status.in_(breaker.TO_SEND))
    session.execute(waiting.values(queued_at=now_of(session)))
    breaker.take_up(session, partner.id)


def replay(session: Session, share_id: UUID, reason: str) -> Share:
    """Have one share, or its revocation, sent again at once. Raises NotFound and NothingToReplay."""
    share = Share.locked(session, share_id)
    if share.status not in AGAIN:
        raise NothingToReplay
    audit.note(about=("share", share.id), reason=reason)
    if share.status is ShareStatus.FAILED:
        share.move_to(ShareStatus.QUEUED, by=None, role=SYSTEM, reason=reason)
    share.next_at = now_of(session)
    queue_again(session, share, after=timedelta())
    return share


def _set_paused(session: Session, partner: Partner, reason: str, *, paused: bool) -> None:
    session.refresh(partner, with_for_update={"key_share": True})
    if partner.paused is paused:
        raise PauseUnchanged
    partner.paused = paused
    audit.note(about=("partner", partner.id), reason=reason)
