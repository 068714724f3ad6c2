"""Giving roles and ending them. Who may do so is asked in `proposals.py` and `role_endings.py`."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from services.auth.models import EndedGrant, Grant, Person
from services.auth.models.person import EXCLUDING_EACH_OTHER
from services.auth.operations.announcing import announce
from services.auth.operations.units import open_unit
from services.auth.queries import grants_of, unit_name
from shared.auth import Role
from shared.errors import DomainError, NotFound
from shared.messaging.granting import GrantEnded
from shared.messaging.outbox import publish


class RolesExclude(DomainError):
    """System, security and audit administration are never in one hand."""

    status, error = 409, "roles_exclude_each_other"
    message = "系统管理员、安全管理员、审计员三个角色不能由同一人担任，请另选人员。"


class GrantOf(NamedTuple):
    """A role and the unit for which it is meant."""

    role: Role
    unit_id: UUID


def grant_role(session: Session, person_id: UUID, role: Role, unit_id: UUID) -> None:
    """Give a person a role for a unit and tell the other services; raises NotFound or RolesExclude."""
    person = session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None:
        raise NotFound
    if add_grants(session, person, [GrantOf(role, unit_id)]):
        person.version += 1
        session.flush()
        announce(session, person)


def add_grants(session: Session, person: Person, wanted: Iterable[GrantOf]) -> int:
    """Add the grants that the person does not hold yet and say how many; raises NotFound or RolesExclude."""
    held = {GrantOf(grant.role, grant.unit_id) for grant in grants_of(session, person.id)}
    return _add(session, person, set(wanted) - held, held)


def first_grants(session: Session, person: Person, wanted: Iterable[GrantOf]) -> None:
    """Give their roles to somebody who has just been entered and holds none; raises NotFound or RolesExclude."""
    _add(session, person, set(wanted), set())


def _add(session: Session, person: Person, new: set[GrantOf], held: set[GrantOf]) -> int:
    if exclude_each_other(role for role, _ in held | new):
        raise RolesExclude
    for role, unit_id in sorted(new):
        if open_unit(session, unit_id) is None:
            raise NotFound
        session.add(Grant(person_id=person.id, role=role, unit_id=unit_id))
    session.flush()
    return len(new)


def exclude_each_other(roles: Iterable[Role]) -> bool:
    """Whether these are too many for one person."""
    return sum(role in EXCLUDING_EACH_OTHER for role in roles) > 1


def end_grants(session: Session, grants: Iterable[Grant], *, by: UUID | None, reason: str) -> None:
    """End roles of one or more people, keep who did it and why, and tell them; the caller announces the people.

    `by` is None for what ends by itself.
    """
    for grant in grants:
        ended = EndedGrant(
            id=grant.id,
            person_id=grant.person_id,
            role=grant.role,
            unit_id=grant.unit_id,
            granted_at=grant.granted_at,
            ended_by=by,
            reason=reason,
        )
        session.add(ended)
        session.delete(grant)
        if grant.role is not Role.PROFESSIONAL:
            publish(
                session,
                GrantEnded(
                    version=1,
                    grant_id=grant.id,
                    person_id=grant.person_id,
                    role=grant.role,
                    unit_name=unit_name(session, grant.unit_id),
                    reason=reason,
                ),
            )
    session.flush()
