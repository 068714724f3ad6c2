"""Telling people of roles: who is to confirm one, who got one, who has one no more."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell, tell_all
from services.notices.texts import administration as texts
from shared.messaging.granting import GrantEnded, GrantProposed, GrantSettled


def tell_proposed(session: Session, message: GrantProposed) -> None:
    """Each who could confirm reads that somebody asks for it."""
    tell_all(session, message.recipients, message, texts.grant_proposed(message))


def tell_settled(session: Session, message: GrantSettled) -> None:
    """The person reads that the role is theirs, and whoever proposed it what became of that."""
    if message.outcome == "confirmed":
        tell(session, message.person_id, message, texts.grant_begun(message))
    tell(session, message.proposed_by, message, texts.grant_answered(message))


def tell_ended(session: Session, message: GrantEnded) -> None:
    """The person reads that a role has ended, and why."""
    tell(session, message.person_id, message, texts.grant_ended(message))
