"""Telling the other services how a person stands now."""

from sqlalchemy.orm import Session

from services.auth.models import Person
from services.auth.queries import grants_of
from shared.auth import Role
from shared.crypto import decrypt, encrypt
from shared.messaging.contracts import Grant as GrantFact
from shared.messaging.contracts import PersonChanged, StaffChanged
from shared.messaging.outbox import publish


def announce(session: Session, person: Person, *, roles_ended: bool = False) -> None:
    """Publish the person's whole state, and what they may do if they hold more than the role of a professional.

    `roles_ended`: they held more until now, which others must hear even if nothing of it is left.
    """
    grants = grants_of(session, person.id)
    is_professional = any(grant.role == Role.PROFESSIONAL for grant in grants)
    publish(session, _person_changed(person, is_professional=is_professional))
    staff = [grant for grant in grants if grant.role != Role.PROFESSIONAL]
    if staff or roles_ended:
        publish(
            session,
            StaffChanged(
                version=person.version,
                person_id=person.id,
                person_name=person.name,
                active=person.active,
                on_leave=person.on_leave,
                grants=[GrantFact(role=grant.role.value, unit_id=grant.unit_id) for grant in staff],
            ),
        )


def _person_changed(person: Person, *, is_professional: bool) -> PersonChanged:
    number = decrypt(person.id_number, place=person.id_number_place)
    return PersonChanged(
        version=person.version,
        person_id=person.id,
        account=person.account,
        person_name=person.name,
        id_type=person.id_type,
        id_number=encrypt(number, key="id-number", place=f"person.changed|{person.id}"),
        unit_id=person.unit_id,
        is_professional=is_professional,
        active=person.active,
        merged_into=person.merged_into_id,
    )
