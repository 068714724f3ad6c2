"""What is shown of sharing: composed for reading, never changed here."""

from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Consent, Partner, PartnerEdition, RecordStatus, Share, ShareStatus
from services.profile.operations.expert_page import Document, Offer, offers, person_document
from services.profile.operations.partners import STATEMENT
from services.profile.operations.places import shared_fields
from services.profile.operations.records import find_record
from services.profile.operations.sharing import REVOCABLE, NothingToShare, NotShared, agreed, is_outdated
from services.profile.operations.snapshots import approved_snapshot
from services.profile.queries import history_view
from shared.errors import NotFound

ENDED = frozenset({ShareStatus.REVOKING, ShareStatus.REVOKED})
PREVIEWED = "preview"

View = dict[str, Any]


def partners_view(session: Session, person_id: UUID) -> View:
    """The partners with whom the person may share, or has, and how it stands with each."""
    status = find_record(session, person_id).status
    shares = {share.partner_id: share for share in session.scalars(select(Share).where(Share.person_id == person_id))}
    found = session.scalars(select(Partner).order_by(Partner.name, Partner.id))
    return {
        "partners": [
            {
                "key": partner.key,
                "name": partner.name,
                "purpose": partner.purpose,
                "status": shares[partner.id].status if partner.id in shares else None,
                "actions": _actions(status, partner, shares.get(partner.id)),
            }
            for partner in found
            if partner.enabled or partner.id in shares
        ]
    }


def sharing_view(session: Session, person_id: UUID, partner: Partner) -> View:
    """Who would receive what and why, what would go, and how the share stands."""
    record = find_record(session, person_id)
    share = _share_of(session, person_id, partner)
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
        "outdated": consent is not None and is_outdated(partner, consent),
        "share": _share(session, share) if share else None,
        "actions": _actions(record.status, partner, share),
    }


def preview(session: Session, person_id: UUID, partner: Partner, fields: list[str]) -> Document:
    """The document as it would go with these fields. Raises NothingToShare and DocumentInvalid."""
    snapshot = approved_snapshot(session, person_id)
    if snapshot is None:
        raise NothingToShare
    return person_document(PREVIEWED, snapshot, set(fields) & set(partner.allowed_fields))


def own_document(session: Session, person_id: UUID, partner: Partner) -> Document:
    """What the person shares with a partner. Raises NotShared."""
    share, snapshot = _share_of(session, person_id, partner), approved_snapshot(session, person_id)
    if share is None or snapshot is None or share.status in ENDED:
        raise NotShared
    return person_document(str(share.id), snapshot, agreed(partner, session.get_one(Consent, share.consent_id)))


def consents_view(session: Session, person_id: UUID) -> View:
    """Every consent that the person ever gave, the newest first: when, to whom, to which text, to what."""
    found = select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at.desc(), Consent.id)
    return {"items": [consent_view(session, consent) for consent in session.scalars(found)]}


def own_consent(session: Session, person_id: UUID, consent_id: UUID) -> Consent:
    """One of the person's consents; raises NotFound for any other."""
    consent = session.get(Consent, consent_id)
    if consent is None or consent.person_id != person_id:
        raise NotFound
    return consent


def consent_view(session: Session, consent: Consent) -> View:
    """A consent with the text that was read, and what has become of it."""
    read = select(PartnerEdition.content).where(
        PartnerEdition.partner_id == consent.partner_id, PartnerEdition.version == consent.text_version
    )
    told: View = session.scalars(read).one()
    share = session.scalars(
        select(Share).where(Share.person_id == consent.person_id, Share.partner_id == consent.partner_id)
    ).one()
    titles = {one.key: (one.section.title, one.field.label) for one in shared_fields()}
    chosen = [titles[key] for key in titles if key in consent.fields]
    gone = [("其他", key) for key in consent.fields if key not in titles]  # what can't be shared any more
    return {
        "id": consent.id,
        "given_at": consent.given_at,
        "submission_number": consent.submission_number,
        "text_version": consent.text_version,
        "statement": {name: told[name] for name in STATEMENT},
        "kinds": [
            {"title": title, "labels": [label for _, label in group]}
            for title, group in groupby(chosen + gone, key=lambda kind: kind[0])
        ],
        "standing": standing_of(share, consent),
    }


def standing_of(share: Share, consent: Consent) -> str:
    """Whether a consent is the one in force, was followed by another, or was taken back."""
    if share.consent_id != consent.id:
        return "superseded"
    return "revoked" if share.status in ENDED else "in_force"


def _share_of(session: Session, person_id: UUID, partner: Partner) -> Share | None:
    return session.scalar(select(Share).where(Share.person_id == person_id, Share.partner_id == partner.id))


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


def _actions(status: RecordStatus, partner: Partner, share: Share | None) -> list[str]:
    actions = []
    open_now = partner.enabled and status is RecordStatus.APPROVED
    if open_now and (share is None or share.status is not ShareStatus.REVOKING):
        actions.append("consent")
    if share is not None and share.status in REVOCABLE:
        actions.append("revoke")
    return actions
