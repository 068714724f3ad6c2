"""Who may grant what, as of now: the token with which somebody asks may be a minute old, which is not enough."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from services.auth.models import Grant, GrantProposal, Person, Unit
from services.auth.policy import GRANTING, held_by_rule
from services.auth.queries import actor as actor_of
from shared.auth import Actor, Role
from shared.errors import NotAllowed, NotFound
from shared.messaging.granting import GrantOutcome, GrantSettled
from shared.messaging.outbox import publish
from shared.policy import role_by, within

MOST_TOLD = 50


def asker_now(session: Session, actor: Actor) -> Actor:
    """Somebody with the roles that they hold now; raises NotAllowed if the account is not in use any more."""
    person = session.get(Person, actor.id)
    if person is None or not person.active:
        raise NotAllowed
    return actor_of(session, person)


def granting_role(session: Session, asker: Actor, role: Role, line: Sequence[UUID]) -> Role | None:
    """The role in which somebody grants this one for the unit `line[0]`; None if they may not.

    While a new system has no security administrator, its system administrators stand in for one.
    """
    if role not in GRANTING:
        return None
    found = role_by(asker.grants, GRANTING[role], line)
    if found is None and asker.has(Role.SYSTEM_ADMIN) and not has_security_admin(session):
        return Role.SYSTEM_ADMIN
    return found


def has_security_admin(session: Session) -> bool:
    """Whether there is somebody to watch over the roles."""
    return session.scalar(select(_active(Grant.role == Role.SECURITY_ADMIN))) or False


def confirmers(session: Session, proposal: GrantProposal, line: Sequence[UUID]) -> list[UUID]:
    """Who else may grant the same and is there; not more than can be told."""
    granting = held_by_rule(GRANTING[proposal.role], line)
    if not has_security_admin(session):
        granting = or_(granting, Grant.role == Role.SYSTEM_ADMIN)
    found = select(Person.id).join(Grant, Grant.person_id == Person.id).where(Person.active, granting).distinct()
    others = found.where(Person.id.not_in([proposal.person_id, proposal.proposed_by]))
    return list(session.scalars(others.order_by(Person.id).limit(MOST_TOLD)))


def proposals_within(session: Session, asker: Actor) -> ColumnElement[bool]:
    """The proposals that somebody may see: their own, and those of what they could grant themselves."""
    could_grant = [
        and_(GrantProposal.role == role, within(Unit, GrantProposal.unit_id, asker.grants, rule))
        for role, rule in GRANTING.items()
    ]
    seen = or_(GrantProposal.proposed_by == asker.id, *could_grant)
    if asker.has(Role.SYSTEM_ADMIN) and not has_security_admin(session):
        seen = or_(seen, GrantProposal.id.is_not(None))
    return and_(GrantProposal.person_id != asker.id, seen)


def find_proposal(session: Session, asker: Actor, proposal_id: UUID) -> GrantProposal:
    """A proposal that somebody may see; raises NotFound for any other."""
    wanted = select(GrantProposal).where(GrantProposal.id == proposal_id, proposals_within(session, asker))
    proposal = session.scalar(wanted)
    if proposal is None:
        raise NotFound
    return proposal


def tell_settled(session: Session, proposal: GrantProposal, reason: str | None = None) -> None:
    """Say what became of a proposal, by its status."""
    session.flush()
    publish(
        session,
        GrantSettled(
            version=proposal.version,
            proposal_id=proposal.id,
            person_id=proposal.person_id,
            person_name=session.get_one(Person, proposal.person_id).name,
            proposed_by=proposal.proposed_by,
            role=proposal.role,
            unit_name=session.get_one(Unit, proposal.unit_id).name,
            outcome=cast(GrantOutcome, proposal.status.value),
            reason=reason,
        ),
    )


def _active(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Grant.person_id == Person.id, Person.active, condition)
