"""Sending everything again to a partner that has lost its data: long work, not faster than the partner can bear."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Consent, Job, JobLine, Partner, Share, ShareStatus
from services.profile.operations.sharing import is_outdated, queue_again
from shared import audit
from shared.jobs import JobKind, NewLine, start
from shared.messaging.partners import PartnerResendContinued

A_SECOND = 5
QUEUED, NOT_SHARED, OUTDATED = "已排队重新投递", "已不在分享，未重新投递", "说明已更新，本人重新同意之前不再提供"


def resend_all(session: Session, partner: Partner, job_id: UUID, by: UUID, reason: str) -> Job:
    """Have every state sent again that the partner should have; the same id again is the same job.

    Raises KeyReused if the id is that of anything else.
    """
    known = session.get(Job, job_id)
    if known is not None and known.kind == PARTNER_RESEND.name and known.parameters == _parameters(partner, reason):
        return known  # by now other shares may be shared than when it began
    shared = select(Share.id).where(Share.partner_id == partner.id, Share.status == ShareStatus.SHARED)
    lines = [NewLine(share_id) for share_id in session.scalars(shared.order_by(Share.id))]
    audit.note(about=("partner", partner.id), reason=reason)
    return start(session, PARTNER_RESEND, job_id, by, _parameters(partner, reason), lines)


def _parameters(partner: Partner, reason: str) -> dict[str, str]:
    return {"partner": str(partner.id), "reason": reason}


def _send_again(session: Session, _: Job, line: JobLine) -> str:
    """Queue one share, each a little later than the one before."""
    share = Share.locked(session, UUID(str(line.subject_id)))
    if share.status is not ShareStatus.SHARED:
        return NOT_SHARED
    if is_outdated(share.partner, session.get_one(Consent, share.consent_id)):
        return OUTDATED
    queue_again(session, share, after=timedelta(seconds=line.position / A_SECOND))
    return QUEUED


PARTNER_RESEND = JobKind(
    "partner_resend",
    continued=lambda job: PartnerResendContinued(version=job.version, job_id=job.id),
    work=_send_again,
    word="重新投递",
    about="share",
    recorded=False,
)
