"""How many cases there are about somebody and with them, for whoever compares two accounts of one person."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Case, CaseStatus, Decision


def holdings(session: Session, person_id: UUID) -> dict[str, Any]:
    """The numbers, nothing about any case."""
    about = Case.person_id == person_id
    is_open = Case.status != CaseStatus.CLOSED
    counted = {
        "open_cases": select(func.count()).where(about, is_open),
        "closed_cases": select(func.count()).where(about, ~is_open),
        "cases_in_hand": select(func.count()).where(Case.reviewer_id == person_id, is_open),
        "decisions": select(func.count()).where(Decision.decided_by == person_id),
    }
    return {name: session.scalar(number) for name, number in counted.items()}
