"""Keeping the copies: the newest state wins, in whatever order the messages come."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import Base, Person, RecordStatus, Staff, Unit
from shared.messaging.contracts import PersonChanged, StaffChanged, UnitChanged


def keep_unit(session: Session, message: UnitChanged) -> None:
    """Remember a unit's state."""
    _keep(
        session,
        Unit,
        "id",
        id=message.unit_id,
        name=message.unit_name,
        superior_id=message.superior_id,
        closed=message.closed,
        version=message.version,
    )


def keep_person(session: Session, message: PersonChanged) -> None:
    """Remember a person's state; the encrypted ID number is not for this service and is left out."""
    _keep(
        session,
        Person,
        "id",
        id=message.person_id,
        account=message.account,
        name=message.person_name,
        unit_id=message.unit_id,
        active=message.active,
        merged_into=message.merged_into,
        is_professional=message.is_professional,
        version=message.version,
    )


def keep_staff(session: Session, message: StaffChanged) -> None:
    """Remember what somebody may do."""
    _keep(
        session,
        Staff,
        "person_id",
        person_id=message.person_id,
        active=message.active,
        grants=[{"role": grant.role, "unit_id": str(grant.unit_id)} for grant in message.grants],
        version=message.version,
    )


def keep_record_status(session: Session, person_id: UUID, status: str, version: int) -> None:
    """Remember how a person's record stands."""
    _keep(session, RecordStatus, "person_id", person_id=person_id, status=status, version=version)


def _keep(session: Session, copy: type[Base], key: str, **state: Any) -> None:
    table = copy.__table__
    first = insert(copy).values(state)
    newer = first.excluded.version > table.c.version
    session.execute(first.on_conflict_do_update(index_elements=[key], set_=state, where=newer))
