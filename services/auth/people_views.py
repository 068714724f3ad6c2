"""People as administrators see them: a line in a list, or one with everything about the account. Numbers are masked."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.auth.models import Credential, Grant, Person, PersonDeed, SignInSession, Unit
from services.auth.operations.accounts import locked_until
from services.auth.operations.sessions import longest
from services.auth.policy import Action, people_visible_to, possible_actions, target_of_person
from services.auth.queries import second_factor_of
from shared.auth import Actor
from shared.catalogue.identity import masked
from shared.crypto import decrypt
from shared.errors import NotFound

View = dict[str, Any]
DEEDS_SHOWN = 50
ON_PEOPLE = (
    Action.ADMINISTER_PERSON,
    Action.MERGE_ACCOUNT,
    Action.RESET_PASSWORD,
    Action.RESET_SECOND_FACTOR,
    Action.UNLOCK,
    Action.END_SESSIONS,
)


def lines(session: Session, people: Sequence[Person]) -> list[View]:
    """People as a list shows them, in a fixed number of statements."""
    ids = [person.id for person in people]
    units = _unit_names(session, {person.unit_id for person in people})
    roles: dict[UUID, set[str]] = {}
    for person_id, role in session.execute(select(Grant.person_id, Grant.role).where(Grant.person_id.in_(ids))):
        roles.setdefault(person_id, set()).add(role.value)
    fresh = select(Credential.person_id).where(Credential.person_id.in_(ids), Credential.first_password.is_not(None))
    first_password = set(session.scalars(fresh))
    into = _accounts_taking_in(session, people)
    return [
        {
            **_facts(person, units[person.unit_id]),
            "roles": sorted(roles.get(person.id, ())),
            "first_password": person.id in first_password,
            "merged_into": into.get(person.merged_into_id),
        }
        for person in people
    ]


def shown(session: Session, actor: Actor, person_id: UUID) -> View:
    """One person whom the actor may see; raises NotFound for any other."""
    person = session.scalar(select(Person).where(Person.id == person_id, people_visible_to(actor)))
    if person is None:
        raise NotFound
    credential = session.get_one(Credential, person.id)
    grants = session.scalars(select(Grant).where(Grant.person_id == person.id).order_by(Grant.role)).all()
    units = _unit_names(session, {person.unit_id, *(grant.unit_id for grant in grants)})
    return {
        **_facts(person, units[person.unit_id]),
        "roles": [{"role": grant.role, "unit_name": units[grant.unit_id]} for grant in grants],
        "leave_from": person.leave_from,
        "leave_until": person.leave_until,
        "created_at": person.created_at,
        "last_signed_in_at": credential.last_signed_in_at,
        "first_password": credential.first_password is not None,
        "merged_into": _accounts_taking_in(session, [person]).get(person.merged_into_id),
        "first_password_expires_at": credential.first_password_expires_at,
        "locked_until": locked_until(session, person.id),
        "second_factor": second_factor_of(session, person.id) is not None,
        "sessions": _sessions(session, person),
        "deeds": _deeds(session, person),
        "actions": possible_actions(actor, target_of_person(session, person), ON_PEOPLE),
    }


def _facts(person: Person, unit_name: str) -> View:
    return {
        "id": person.id,
        "account": person.account,
        "name": person.name,
        "id_type": person.id_type,
        "id_number": masked(decrypt(person.id_number, place=person.id_number_place)),
        "unit_id": person.unit_id,
        "unit_name": unit_name,
        "active": person.active,
        "on_leave": person.on_leave,
    }


def _accounts_taking_in(session: Session, people: Sequence[Person]) -> dict[UUID | None, View]:
    """The accounts into which some of these went."""
    ids = {person.merged_into_id for person in people if person.merged_into_id}
    taking_in = session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    return {one.id: {"id": one.id, "account": one.account, "name": one.name} for one in taking_in}


def _unit_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    named = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(list(ids))))
    return {unit_id: name for unit_id, name in named}  # noqa: C416 - mypy knows no rows as pairs


def _sessions(session: Session, person: Person) -> int:
    """How many are open, or were left without signing out."""
    is_open = (
        SignInSession.person_id == person.id,
        SignInSession.ended_at.is_(None),
        SignInSession.created_at > datetime.now(UTC) - longest(),
    )
    return session.scalar(select(func.count()).select_from(SignInSession).where(*is_open)) or 0


def _deeds(session: Session, person: Person) -> list[View]:
    newest = select(PersonDeed).where(PersonDeed.person_id == person.id).order_by(PersonDeed.at.desc(), PersonDeed.id)
    return [
        {"deed": done.deed, "at": done.at, "by_name": done.by_name, "reason": done.reason}
        for done in session.scalars(newest.limit(DEEDS_SHOWN))
    ]
