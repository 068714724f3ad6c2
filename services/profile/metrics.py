"""How deliveries to partners stand, for /metrics."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import Partner, PartnerHealth, Share
from services.profile.operations.breaker import TO_SEND
from shared.metrics import gauges


def deliveries(session: Session) -> Iterator[Metric]:
    """For each partner how much waits, for how long, and whether anything is sent to it at all."""
    waited = func.extract("epoch", func.clock_timestamp() - func.min(Share.queued_at))
    found = session.execute(
        select(
            Partner.key,
            func.count(Share.id).label("waiting"),
            func.coalesce(waited, 0).label("oldest"),
            func.bool_or(PartnerHealth.open_until.is_not(None)).label("left_alone"),
            func.bool_or(Partner.paused).label("paused"),
        )
        .outerjoin(PartnerHealth, PartnerHealth.partner_id == Partner.id)
        .outerjoin(Share, (Share.partner_id == Partner.id) & Share.status.in_(TO_SEND))
        .group_by(Partner.key)
    ).all()
    shown = {
        "waiting": ("zhicheng_partner_waiting_shares", "Shares and revocations that are to be sent"),
        "oldest": ("zhicheng_partner_oldest_share_seconds", "For how long the first of them has waited"),
        "left_alone": ("zhicheng_partner_left_alone", "1 while a partner that did not answer is left alone"),
        "paused": ("zhicheng_partner_paused", "1 while an operator has paused the partner"),
    }
    for column, (name, text) in shown.items():
        yield gauges(name, text, "partner", {row.key: float(getattr(row, column)) for row in found})
