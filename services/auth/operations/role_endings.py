"""Ending a role: one administrator suffices; but no unit with people is left without an administrator by that."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from services.auth.models import Grant, Person, Unit
from services.auth.operations.announcing import announce
from services.auth.operations.granting import asker_now, granting_role
from services.auth.operations.grants import end_grants
from services.auth.operations.people import locked_person
from services.auth.policy import line_of, people_visible_to
from shared.auth import ADMINISTERING, Actor, Role
from shared.errors import DomainError, NotAllowed, NotFound


class LastAdministrator(DomainError):
    """Without this administrator the unit would have none."""

    status, error = 409, "last_administrator"
    message = "这是该单位唯一的管理员，单位还有人员或下级单位，不能直接终止。请先移交给其他人员。"


class LastSecurityAdmin(DomainError):
    """Without this one nobody could grant anything any more."""

    status, error = 409, "last_security_admin"
    message = "这是系统唯一的安全管理员，不能终止。请先授权另一名安全管理员。"


def end_role(session: Session, actor: Actor, grant_id: UUID, reason: str) -> Person:
    """End somebody's role, or lay down one's own, and tell everybody.

    Raises NotFound, NotAllowed, LastAdministrator or LastSecurityAdmin.
    """
    asker = asker_now(session, actor)
    grant = _within_reach(session, asker, grant_id)
    _one_at_a_time(session, grant)
    person = locked_person(session, grant.person_id)
    if session.scalar(select(Grant.id).where(Grant.id == grant.id)) is None:
        raise NotFound
    if person.active:
        refuse_if_last(session, grant)
    end_grants(session, [grant], by=asker.id, reason=reason)
    person.version += 1
    session.flush()
    announce(session, person, roles_ended=True)
    return person


def refuse_if_last(session: Session, grant: Grant) -> None:
    """Raise LastAdministrator or LastSecurityAdmin if nobody else who is there has what this gives."""
    if grant.role is Role.SECURITY_ADMIN and not _others(session, grant, Grant.role == Role.SECURITY_ADMIN):
        raise LastSecurityAdmin
    same = (Grant.unit_id == grant.unit_id) & Grant.role.in_(ADMINISTERING)
    if grant.role in ADMINISTERING and not _others(session, grant, same) and _is_in_use(session, grant):
        raise LastAdministrator


def _within_reach(session: Session, asker: Actor, grant_id: UUID) -> Grant:
    visible = select(Grant).join(Person, Grant.person_id == Person.id).where(Grant.id == grant_id)
    own = Grant.person_id == asker.id
    grant = session.scalar(visible.where(own | people_visible_to(asker)))
    if grant is None or grant.role is Role.PROFESSIONAL:
        raise NotFound
    if grant.person_id != asker.id and not granting_role(session, asker, grant.role, line_of(session, grant.unit_id)):
        raise NotAllowed
    return grant


def _one_at_a_time(session: Session, grant: Grant) -> None:
    """Of two who end the last two administrators' roles at once, the later one finds it the last."""
    if grant.role is Role.SECURITY_ADMIN:
        held = select(Grant.id).where(Grant.role == Role.SECURITY_ADMIN).order_by(Grant.id)
        session.execute(held.with_for_update(key_share=True))
    else:
        session.get_one(Unit, grant.unit_id, with_for_update={"key_share": True})


def _others(session: Session, grant: Grant, which: ColumnElement[bool]) -> bool:
    others = exists().where(Grant.person_id == Person.id, Person.active, Grant.id != grant.id, which)
    return session.scalar(select(others)) or False


def _is_in_use(session: Session, grant: Grant) -> bool:
    """Whether the unit has people beside this one, or units below it."""
    people = exists().where(Person.unit_id == grant.unit_id, Person.active, Person.id != grant.person_id)
    below = exists().where(Unit.superior_id == grant.unit_id, ~Unit.closed)
    return session.scalar(select(people | below)) or False
