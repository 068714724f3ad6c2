"""Power over others takes two administrators: one proposes it, another confirms it; nobody gives any to themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import GrantProposal, Person, ProposalStatus, Unit
from services.auth.models.grant_proposal import PROPOSAL_LASTS
from services.auth.operations.granting import asker_now, confirmers, find_proposal, granting_role, tell_settled
from services.auth.operations.grants import RolesExclude, exclude_each_other
from services.auth.operations.taking_effect import obstacle_to, take_effect
from services.auth.policy import line_of, people_visible_to, units_visible_to
from services.auth.queries import grants_of
from shared.auth import Actor, Role
from shared.errors import DomainError, NotAllowed, NotFound
from shared.messaging.granting import GrantProposed
from shared.messaging.outbox import publish

NOBODY_ELSE = "没有其他管理员可以确认，立即生效"


class NotForOneself(DomainError):
    """Nobody raises their own rights."""

    status, error, message = 409, "not_for_oneself", "不能为自己申请角色，请由其他管理员提出。"


class NothingToPropose(DomainError):
    """The person has these roles, or they are proposed already."""

    status, error = 409, "nothing_to_propose"
    message = "所选角色该人员已经具有，或者已有等待确认的申请，不必重复提出。"


class GrantImpossible(DomainError):
    """Something stands against it, which the message says."""

    status, error, message = 409, "grant_impossible", "不能授予这个角色：{obstacle}。"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which roles for which unit somebody is to have, why, and whose same role ends with it."""

    person_id: UUID
    unit_id: UUID
    roles: Sequence[Role]
    reason: str
    hands_over_from: UUID | None = None


def propose(session: Session, actor: Actor, wish: Wish) -> list[GrantProposal]:
    """Propose roles, each to be confirmed by itself; where nobody else could confirm they take effect at once.

    Raises NotFound, NotAllowed, NotForOneself, NothingToPropose, RolesExclude or GrantImpossible.
    """
    asker = asker_now(session, actor)
    person = _beneficiary(session, asker, wish.person_id)
    unit = session.scalar(select(Unit).where(Unit.id == wish.unit_id, units_visible_to(asker)))
    if unit is None:
        raise NotFound
    line = line_of(session, unit.id)
    acting = {role: granting_role(session, asker, role, line) for role in wish.roles}
    new = _new_roles(session, wish)
    made = []
    for role in new:
        by = acting[role]
        if by is None:
            raise NotAllowed
        made.append(_proposed(session, asker, person, role, wish))
        _let_others_decide(session, asker, made[-1], by, line)
    return made


def confirm(session: Session, actor: Actor, proposal_id: UUID) -> GrantProposal:
    """Let a proposal take effect. One that has become impossible or is too old ends here, in a status that says so.

    Nothing is raised for that, since its end must be committed. Raises NotFound, NotAllowed or TransitionNotAllowed.
    """
    asker = asker_now(session, actor)
    proposal, role = _to_decide(session, asker, proposal_id)
    open_still = proposal.can_move_to(ProposalStatus.CONFIRMED)
    obstacle = obstacle_to(session, proposal) if open_still else None
    if obstacle:
        late = proposal.expires_at <= datetime.now(UTC)
        ended = ProposalStatus.EXPIRED if late else ProposalStatus.IMPOSSIBLE
        proposal.move_to(ended, by=None, role="system", reason=obstacle)
        tell_settled(session, proposal, obstacle)
        return proposal
    proposal.move_to(ProposalStatus.CONFIRMED, by=asker.id, role=role)
    proposal.decided_by = asker.id
    take_effect(session, proposal)
    return proposal


def refuse(session: Session, actor: Actor, proposal_id: UUID, reason: str) -> GrantProposal:
    """Say no, and why. Raises NotFound, NotAllowed or TransitionNotAllowed."""
    asker = asker_now(session, actor)
    proposal, role = _to_decide(session, asker, proposal_id)
    proposal.move_to(ProposalStatus.REFUSED, by=asker.id, role=role, reason=reason)
    proposal.decided_by = asker.id
    tell_settled(session, proposal, reason)
    return proposal


def withdraw(session: Session, actor: Actor, proposal_id: UUID) -> GrantProposal:
    """Take back what one has proposed. Raises NotFound or TransitionNotAllowed."""
    proposal = session.get(GrantProposal, proposal_id)
    if proposal is None or proposal.proposed_by != actor.id:
        raise NotFound
    proposal.move_to(ProposalStatus.WITHDRAWN, by=actor.id, role="proposer")
    return proposal


def expire_old(session: Session, now: datetime) -> None:
    """End what nobody has decided in time."""
    old = select(GrantProposal).where(GrantProposal.status == ProposalStatus.PROPOSED, GrantProposal.expires_at <= now)
    for proposal in session.scalars(old.with_for_update(key_share=True, skip_locked=True)).all():
        reason = f"{PROPOSAL_LASTS.days} 天内没有确认"
        proposal.move_to(ProposalStatus.EXPIRED, by=None, role="system", reason=reason)
        tell_settled(session, proposal, reason)


def _beneficiary(session: Session, asker: Actor, person_id: UUID) -> Person:
    """Locked, so that of two who propose the same the later one finds it proposed."""
    wanted = select(Person).where(Person.id == person_id, people_visible_to(asker))
    person = session.scalar(wanted.with_for_update(key_share=True, of=Person).execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    if person.id == asker.id:
        raise NotForOneself
    return person


def _new_roles(session: Session, wish: Wish) -> list[Role]:
    held = {(grant.role, grant.unit_id) for grant in grants_of(session, wish.person_id)}
    own = GrantProposal.person_id == wish.person_id
    proposed = select(GrantProposal.role).where(
        own, GrantProposal.unit_id == wish.unit_id, GrantProposal.status == ProposalStatus.PROPOSED
    )
    known = {role for role, unit_id in held if unit_id == wish.unit_id} | set(session.scalars(proposed))
    new = sorted(set(wish.roles) - known)
    if not new:
        raise NothingToPropose
    if exclude_each_other([*(role for role, _ in held), *new]):
        raise RolesExclude
    return new


def _proposed(session: Session, asker: Actor, person: Person, role: Role, wish: Wish) -> GrantProposal:
    proposal = GrantProposal(
        person_id=person.id,
        person_unit_id=person.unit_id,
        role=role,
        unit_id=wish.unit_id,
        hands_over_from=wish.hands_over_from,
        reason=wish.reason,
        proposed_by=asker.id,
        expires_at=datetime.now(UTC) + PROPOSAL_LASTS,
        at_once=False,
        status=ProposalStatus.PROPOSED,
        version=1,
    )
    session.add(proposal)
    session.flush()
    obstacle = obstacle_to(session, proposal)
    if obstacle:
        raise GrantImpossible(obstacle=obstacle)
    return proposal


def _let_others_decide(session: Session, asker: Actor, proposal: GrantProposal, by: Role, line: Sequence[UUID]) -> None:
    """Tell those who may confirm; if there is nobody, it takes effect, and its history says why."""
    others = confirmers(session, proposal, line)
    if not others:
        proposal.move_to(ProposalStatus.CONFIRMED, by=asker.id, role=by, reason=NOBODY_ELSE)
        proposal.at_once = True
        take_effect(session, proposal)
        return
    publish(
        session,
        GrantProposed(
            version=proposal.version,
            proposal_id=proposal.id,
            person_name=session.get_one(Person, proposal.person_id).name,
            role=proposal.role,
            unit_name=session.get_one(Unit, proposal.unit_id).name,
            proposed_by_name=asker.name,
            recipients=others,
        ),
    )


def _to_decide(session: Session, asker: Actor, proposal_id: UUID) -> tuple[GrantProposal, Role]:
    """The proposal and all whom it changes, locked, and in which role somebody decides on it."""
    proposal = find_proposal(session, asker, proposal_id)
    role = granting_role(session, asker, proposal.role, line_of(session, proposal.unit_id))
    if role is None or asker.id in (proposal.person_id, proposal.proposed_by):
        raise NotAllowed
    concerned = Person.id.in_([proposal.person_id, proposal.hands_over_from])
    locked = select(Person).where(concerned).order_by(Person.id).with_for_update(key_share=True)
    session.scalars(locked.execution_options(populate_existing=True)).all()
    session.refresh(proposal, with_for_update={"key_share": True})
    return proposal, role
