"""How the sending to each partner stands, and how far everything has been sent again: numbers only."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from services.profile.models import DeliveryAttempt, Job, JobLine, Partner, PartnerHealth, Share, ShareStatus
from services.profile.operations.breaker import TO_SEND
from services.profile.operations.resending import PARTNER_RESEND
from shared.errors import NotFound
from shared.jobs import JobStatus, progress_of

MOST_RESENDS = 20
View = dict[str, Any]


def all_sending(session: Session) -> list[View]:
    """Every partner: whether anything is sent to it, and how many shares stand how."""
    counts = _counts(session)
    found = select(Partner).order_by(Partner.name, Partner.id)
    return [_view(session, partner, counts.get(partner.id, {})) for partner in session.scalars(found)]


def sending_to(session: Session, partner_id: UUID) -> View:
    """One partner, and each time that everything was sent to it again. Raises NotFound."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    counts = _counts(session, Share.partner_id == partner_id).get(partner_id, {})
    resends = select(Job).where(Job.kind == PARTNER_RESEND.name, Job.parameters["partner"].astext == str(partner_id))
    newest = session.scalars(resends.order_by(Job.asked_at.desc(), Job.id).limit(MOST_RESENDS))
    return _view(session, partner, counts) | {"resends": [_asked(job) for job in newest]}


def resend_of(session: Session, job_id: UUID) -> View:
    """How far everything has been sent again: what the partner took since, and what still waits. Raises NotFound."""
    job = session.get(Job, job_id)
    if job is None or job.kind != PARTNER_RESEND.name:
        raise NotFound
    lines = select(func.count()).select_from(JobLine).where(JobLine.job_id == job.id)
    took = exists().where(
        DeliveryAttempt.share_id == JobLine.subject_id,
        DeliveryAttempt.at >= job.asked_at,
        DeliveryAttempt.outcome == "accepted",
    )
    waits = exists().where(Share.id == JobLine.subject_id, Share.status.in_(TO_SEND))
    waiting = session.scalar(lines.where(waits)) or 0
    partner = session.get_one(Partner, UUID(job.parameters["partner"]))
    return _asked(job) | {
        "partner_id": partner.id,
        "partner_name": partner.name,
        "delivered": session.scalar(lines.where(took)) or 0,
        "waiting": waiting,
        "over": job.status is JobStatus.DONE and not waiting,
    }


def _counts(session: Session, *conditions: ColumnElement[bool]) -> dict[UUID, dict[ShareStatus, int]]:
    """How many shares with each partner stand how."""
    counted = select(Share.partner_id, Share.status, func.count()).where(*conditions)
    counts: dict[UUID, dict[ShareStatus, int]] = {}
    for partner_id, status, number in session.execute(counted.group_by(Share.partner_id, Share.status)).all():
        counts.setdefault(partner_id, {})[status] = number
    return counts


def _asked(job: Job) -> View:
    return progress_of(job) | {"reason": job.parameters["reason"]}


def _view(session: Session, partner: Partner, counts: Mapping[ShareStatus, int]) -> View:
    health = session.get(PartnerHealth, partner.id)
    return {
        "id": partner.id,
        "key": partner.key,
        "name": partner.name,
        "enabled": partner.enabled,
        "paused": partner.paused,
        "left_alone_until": health.open_until if health else None,
        "counts": {status.value: counts.get(status, 0) for status in ShareStatus},
    }
