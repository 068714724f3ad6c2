"""An administrator enters one person by hand."""

from sqlalchemy.orm import Session

from services.auth.models import Deed, Person
from services.auth.operations.accounts import UnitClosed, note
from services.auth.operations.id_numbers import indexes_of
from services.auth.operations.people import NewPerson, create_person
from services.auth.operations.reach import person_for, unit_for
from services.auth.policy import Action
from shared.auth import Actor
from shared.catalogue.identity import normalised_name
from shared.idempotency import KeyReused


def add_person(session: Session, actor: Actor, new: NewPerson) -> tuple[Person, str | None]:
    """Enter a person into a unit of the administrator's; asked for again it is the same person and no other password.

    Raises NotFound, NotAllowed, UnitClosed, PersonRefused, or KeyReused if the id stands for somebody else.
    """
    unit = unit_for(session, actor, Action.ADD_PERSON, new.unit_id)
    if new.person_id and (known := session.get(Person, new.person_id)):
        return _same(session, actor, known, new), None
    if unit.closed:
        raise UnitClosed
    person, password = create_person(session, new)
    note(session, person, Deed.CREATED, "", actor)
    return person, password


def _same(session: Session, actor: Actor, known: Person, new: NewPerson) -> Person:
    facts = normalised_name(new.name), new.id_type
    if facts != (known.name, known.id_type) or known.id_number_index not in indexes_of(new.id_number or ""):
        raise KeyReused
    return person_for(session, actor, Action.SEE_PERSON, known.id)
