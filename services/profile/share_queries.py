"""What is shown of sharing: composed for reading, never changed here."""

from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Consent, Partner, RecordStatus, Share, ShareStatus
from services.profile.operations.expert_page import Offer, offers
from services.profile.operations.partners import STATEMENT
from services.profile.operations.records import find_record
from services.profile.operations.sharing import REVOCABLE
from services.profile.operations.snapshots import approved_snapshot
from services.profile.queries import history_view

View = dict[str, Any]


def sharing_view(session: Session, person_id: UUID, partner: Partner) -> View:
    """Who would receive what and why, what would go, and how the share stands."""
    record = find_record(session, person_id)
    share = session.scalar(select(Share).where(Share.person_id == person_id, Share.partner_id == partner.id))
    consent = session.get(Consent, share.consent_id) if share else None
    offered = [offer for offer in offers(approved_snapshot(session, person_id)) if offer.key in partner.allowed_fields]
    return {
        "partner": {name: getattr(partner, name) for name in ("key", *STATEMENT)},
        "text_version": partner.text_version,
        "sections": [
            {"key": key, "title": title, "fields": [_field(offer, consent) for offer in group]}
            for (key, title), group in groupby(offered, key=lambda offer: (offer.section, offer.title))
        ],
        "consent": consent,
        "share": _share(session, share) if share else None,
        "actions": _actions(record.status, share),
    }


def _field(offer: Offer, consent: Consent | None) -> View:
    return {
        "key": offer.key,
        "label": offer.label,
        "default": offer.default,
        "chosen": offer.key in consent.fields if consent else offer.default,
        "values": offer.values,
    }


def _share(session: Session, share: Share) -> View:
    shown = ("id", "status", "version", "link", "last_error", "attempts", "next_at")
    return {name: getattr(share, name) for name in shown} | {"history": history_view(session, Share.KIND, share.id)}


def _actions(status: RecordStatus, share: Share | None) -> list[str]:
    actions = []
    if status is RecordStatus.APPROVED and (share is None or share.status is not ShareStatus.REVOKING):
        actions.append("consent")
    if share is not None and share.status in REVOCABLE:
        actions.append("revoke")
    return actions
