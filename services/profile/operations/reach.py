"""Whom a reviewer may know by name: people of the own unit, and for a superior those of the units below."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import Unit
from services.profile.operations.certificate_numbers import Holder
from shared.auth import Actor, Role

OF_THE_UNIT = (Role.UNIT_REVIEWER, Role.UNIT_ADMIN)
MOST_LEVELS = 20
MOST_NAMED = 3


def named_for(session: Session, viewer: Actor, people: Sequence[Holder]) -> str:
    """These people in words for this viewer: names where they are within reach, otherwise only how many they are."""
    known = [person for person in people if reaches(session, viewer, person.unit_id)]
    named = [f"{person.name}（账号 {person.account}）" for person in known[:MOST_NAMED]]
    unnamed = len(people) - len(named)
    if unnamed:
        elsewhere = "另一人" if unnamed == 1 else f"另外 {unnamed} 人"
        named.append(elsewhere if len(known) > MOST_NAMED else f"{elsewhere}（其他单位）")
    return "、".join(named)


def reaches(session: Session, viewer: Actor, unit_id: UUID) -> bool:
    """Whether one of the viewer's roles covers people of this unit."""
    line = line_of(session, unit_id)
    return any(
        unit in (line if role is Role.SUPERIOR_ADMIN else line[:1])
        for role, unit in viewer.grants
        if role in (*OF_THE_UNIT, Role.SUPERIOR_ADMIN)
    )


def line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """A unit and those above it."""
    line, above = [unit_id], session.get(Unit, unit_id)
    while above and above.superior_id and len(line) < MOST_LEVELS:
        line.append(above.superior_id)
        above = session.get(Unit, above.superior_id)
    return line
