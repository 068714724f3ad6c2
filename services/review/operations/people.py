"""Keeping where people are, and moving their open cases along when they go to another unit."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.review.models import Case, CaseStatus, Person
from services.review.operations.assignment import one_at_a_time
from services.review.operations.following_units import relocate
from services.review.queries import names_of, standing_unit_id
from shared.messaging.contracts import PersonChanged


def mirror_person(session: Session, changed: PersonChanged) -> None:
    """Keep a person's name and unit, on all of their cases too; what is still open goes along to another unit.

    A unit that has gone into another meanwhile is that other one. Raises NotFound while the unit or one above it is not
    known here.
    """
    person = learn(
        session,
        Person(id=changed.person_id, name=changed.person_name, unit_id=changed.unit_id, version=changed.version),
    )
    about = select(Case).where(Case.person_id == person.id)
    if session.scalar(about.limit(1)) is None:
        return
    one_at_a_time(session)
    locked = about.order_by(Case.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    for case in session.scalars(locked).all():
        case.person_name = person.name
        if case.status is not CaseStatus.CLOSED and case.kind != "transfer" and case.unit_id != person.unit_id:
            _move(session, case, person)


def learn(session: Session, heard: Person) -> Person:
    """What is known of a person after hearing this; of two messages the newer counts, in whatever order they come.

    The row is kept from others, so that a case that is just being opened and a move wait for each other.
    """
    facts = {
        "name": heard.name,
        "unit_id": standing_unit_id(session, heard.unit_id),
        "version": heard.version,
    }
    kept = insert(Person).values(id=heard.id, **facts)
    newer = kept.excluded.version >= Person.version
    session.execute(kept.on_conflict_do_update(index_elements=["id"], set_=facts, where=newer))
    return session.get_one(Person, heard.id, populate_existing=True)


def _move(session: Session, case: Case, person: Person) -> None:
    """Let the new unit have an open case."""
    names = names_of(session, [case.unit_id, person.unit_id])
    reason = f"随人员由{names.get(case.unit_id, '原单位')}转至{names.get(person.unit_id, '新单位')}"
    relocate(session, case, person.unit_id, reason)
