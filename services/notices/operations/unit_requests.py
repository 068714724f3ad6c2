"""Telling administrators what is asked of units, and what became of it."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell_all
from services.notices.texts.administration import unit_request
from shared.messaging.units import UnitRequestChanged


def tell_unit_request(session: Session, message: UnitRequestChanged) -> None:
    """Those concerned read how it stands, each once."""
    tell_all(session, message.recipients, message, unit_request(message))
