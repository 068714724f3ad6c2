"""Telling administrators what is asked of units, and what became of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.auth.models import Grant, Person, Unit, UnitRequest, UnitRequestStatus
from services.auth.policy import line_of
from shared.auth import Role
from shared.messaging.outbox import publish
from shared.messaging.units import UnitRequestChanged


def tell_request(session: Session, request: UnitRequest) -> None:
    """Tell those who can confirm it, or those of the units concerned how it ended."""
    pending = request.status is UnitRequestStatus.PENDING
    recipients = _confirming(session, request) if pending else _concerned(session, request)
    _publish(session, request, str(request.status), recipients, request.version)


def tell_merged(session: Session, request: UnitRequest) -> None:
    """Tell all administrators concerned that a merger has been told everywhere."""
    _publish(session, request, "done", _concerned(session, request), request.version + 1)


def _publish(session: Session, request: UnitRequest, status: str, recipients: Sequence[UUID], version: int) -> None:
    into = session.get(Unit, request.into_id) if request.into_id else None
    publish(
        session,
        UnitRequestChanged(
            version=version,
            request_id=request.id,
            kind="merger" if into else "facts",
            unit_name=session.get_one(Unit, request.unit_id).name,
            into_name=into.name if into else None,
            status=status,  # type: ignore[arg-type]
            answer=request.answer,
            recipients=sorted(set(recipients)),
        ),
    )


def _confirming(session: Session, request: UnitRequest) -> Sequence[UUID]:
    """The administrators of the nearest unit above all units concerned that has any; else the system's."""
    others = Person.id != request.asked_by
    above = line_of(session, request.unit_id)[1:]
    if request.into_id:
        line = line_of(session, request.into_id)[1:]
        above = [unit_id for unit_id in above if unit_id in line]
    for unit_id in above:
        found = _holding(session, Grant.role == Role.SUPERIOR_ADMIN, Grant.unit_id == unit_id, others)
        if found:
            return found
    return _holding(session, Grant.role == Role.SYSTEM_ADMIN, others)


def _concerned(session: Session, request: UnitRequest) -> Sequence[UUID]:
    """Whoever asked and confirmed, and the administrators of the units."""
    units = Grant.unit_id.in_([one for one in (request.unit_id, request.into_id) if one])
    administrators = _holding(session, Grant.role == Role.UNIT_ADMIN, units)
    return [*administrators, request.asked_by, *([request.decided_by] if request.decided_by else [])]


def _holding(session: Session, *conditions: ColumnElement[bool]) -> Sequence[UUID]:
    held = select(Grant.person_id).join(Person, Person.id == Grant.person_id).where(Person.active, *conditions)
    return session.scalars(held.distinct()).all()
