"""What auth tells of people and units, kept here; a professional gets a draft record with it."""

from sqlalchemy.orm import Session

from services.profile.models import Person, Record, Unit
from services.profile.operations.figures import LEDGER
from services.profile.operations.merged_accounts import follow_merger
from services.profile.operations.sharing import revoke_shares_of
from shared.crypto import decrypt
from shared.messaging.contracts import PersonChanged, UnitChanged


def mirror_person(session: Session, message: PersonChanged) -> Person:
    """Keep the newest facts of a person; a professional's record begins as a draft.

    Raises NotFound while an account into which theirs went is not known here.
    """
    person = session.get(Person, message.person_id) or Person(id=message.person_id)
    person.account = message.account
    person.name = message.person_name
    person.id_type = message.id_type
    person.id_number = decrypt(message.id_number, place=f"person.changed|{message.person_id}")
    person.unit_id = message.unit_id
    person.is_professional = message.is_professional
    person.active = message.active
    person.merged_into = message.merged_into
    person.version = message.version
    session.add(person)
    session.flush()  # the record's row names the person's
    if not person.active:
        revoke_shares_of(session, person.id)
    if person.is_professional and session.get(Record, person.id) is None:
        session.add(Record(id=person.id))
    if person.merged_into:
        follow_merger(session, person)
    return person


def mirror_unit(session: Session, message: UnitChanged) -> Unit:
    """Keep the newest facts of a unit."""
    unit = session.get(Unit, message.unit_id) or Unit(id=message.unit_id)
    LEDGER.move_unit(session, message.unit_id, unit.superior_id, message.superior_id)
    unit.name = message.unit_name
    unit.code = message.code
    unit.nature = message.nature
    unit.region = message.region
    unit.superior_id = message.superior_id
    unit.closed = message.closed
    unit.version = message.version
    session.add(unit)
    return unit
