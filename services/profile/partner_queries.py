"""Partners as their administrators see them: settings, secrets without their value, everything that was set."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Partner, PartnerEdition
from services.profile.operations.expert_page import offers
from services.profile.operations.partners import PartnerSetting
from shared.errors import NotFound

View = dict[str, Any]


def partners_view(session: Session) -> View:
    """All partners, in the order of their names, and what any could be allowed."""
    found = session.scalars(select(Partner).order_by(Partner.name, Partner.id))
    return {"items": [view_of(partner) for partner in found], "shareable": _shareable([])}


def full_view(session: Session, partner_id: UUID) -> View:
    """One partner with its secrets, what it could be allowed, and every setting, the newest first. Raises NotFound."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    editions = select(PartnerEdition).where(PartnerEdition.partner_id == partner_id)
    return view_of(partner) | {
        "secrets": [
            {"id": secret.id, "created_at": secret.created_at, "retired_at": secret.retired_at}
            for secret in partner.secrets
        ],
        "shareable": _shareable(partner.allowed_fields),
        "editions": session.scalars(editions.order_by(PartnerEdition.version.desc())).all(),
    }


def view_of(partner: Partner) -> View:
    """A partner as it is set."""
    names = ("id", "key", "paused", "version", "text_version", *PartnerSetting.__dataclass_fields__)
    return {name: getattr(partner, name) for name in names}


def _shareable(allowed: Collection[str]) -> list[View]:
    """Every field that a partner could be allowed."""
    return [
        {"key": one.key, "title": one.title, "label": one.label, "allowed": one.key in allowed} for one in offers(None)
    ]
