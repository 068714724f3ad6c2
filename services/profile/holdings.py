"""How much the record of an account holds, for whoever compares two accounts of one person; no contents."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import (
    OPEN,
    ChangeRequest,
    ChangeStatus,
    Correction,
    Entry,
    Record,
    Share,
    ShareStatus,
    Submission,
)
from shared.catalogue import SECTIONS


def holdings(session: Session, person_id: UUID) -> dict[str, Any]:
    """The status of the record, its entries by section, and how many of everything else; nothing where none is."""
    record = session.get(Record, person_id)
    entries = select(Entry.section, func.count()).where(Entry.record_id == person_id).group_by(Entry.section)
    by_section = {key: number for key, number in session.execute(entries)}  # noqa: C416 - mypy knows no rows as pairs
    counted = {
        "submissions": select(func.count()).where(Submission.record_id == person_id),
        "open_changes": select(func.count()).where(
            ChangeRequest.record_id == person_id, ChangeRequest.status == ChangeStatus.PENDING
        ),
        "open_corrections": select(func.count()).where(Correction.record_id == person_id, Correction.status.in_(OPEN)),
        "shares": select(func.count()).where(Share.person_id == person_id, Share.status != ShareStatus.REVOKED),
    }
    return {
        "status": record.status if record else None,
        "updated_at": record.updated_at if record else None,
        "sections": [
            {"title": section.title, "entries": by_section[key]}
            for key, section in SECTIONS.items()
            if key in by_section
        ],
        **{name: session.scalar(number) for name, number in counted.items()},
    }
