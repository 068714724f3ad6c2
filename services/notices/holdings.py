"""How many messages and readings an account has, for whoever compares two accounts of one person."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notices.models import PersonalMessage, Reading
from services.notices.policy import messages_to


def holdings(session: Session, person_id: UUID) -> dict[str, Any]:
    """The numbers, and no text."""
    counted = {
        "messages": select(func.count()).where(messages_to(person_id)),
        "unread": select(func.count()).where(messages_to(person_id), PersonalMessage.read_at.is_(None)),
        "read_notices": select(func.count()).where(Reading.person_id == person_id),
    }
    return {name: session.scalar(number) for name, number in counted.items()}
