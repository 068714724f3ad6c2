"""What a record shows besides what its person fills in: the administrator's facts, the unit's, and what follows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.profile.models import Entry, Person, Unit
from services.profile.operations.records import context_of
from shared.beijing import today
from shared.catalogue import derived

Facts = dict[str, Any]


def facts_of(session: Session, person: Person, basic_info: Sequence[Entry]) -> Facts:
    """All of them by field key; what is not known is missing. `basic_info` is what the person says there."""
    sections = {"basic_info": [entry.values for entry in basic_info]}
    return context_of(person).mirrored() | unit_facts(session, person) | derived(sections, today())


def unit_facts(session: Session, person: Person) -> Facts:
    """What the registry knows of the person's unit, by the keys of 现工作单位及岗位."""
    unit = session.get(Unit, person.unit_id)
    if unit is None:
        return {}
    superior = session.get(Unit, unit.superior_id) if unit.superior_id else None
    facts = {
        "unit_name": unit.name,
        "unit_uscc": unit.code,
        "unit_nature": unit.nature,
        "unit_region": unit.region,
        "supervising_dept": superior.name if superior else "",
    }
    return {key: value for key, value in facts.items() if value}
