"""When a proposal takes effect: what may stand against it by then, and what it does."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import Grant, GrantProposal, Person, Unit
from services.auth.operations.announcing import announce
from services.auth.operations.granting import granting_role, tell_settled
from services.auth.operations.grants import GrantOf, add_grants, end_grants, exclude_each_other
from services.auth.policy import line_of
from services.auth.queries import actor, grants_of

TOO_LATE = "申请已过有效期，请重新提出"
DISABLED = "该人员的账号已停用"
MOVED = "申请提出以后，该人员已调往其他单位"
CLOSED = "单位已撤销"
EXCLUDED = "系统管理员、安全管理员、审计员三个角色不能由同一人担任"
HELD = "该人员已经具有这个角色"
WITHOUT_RIGHT = "申请人已不能授予这个角色"
NOTHING_TO_HAND_OVER = "移交人已不具有这个角色"


def obstacle_to(session: Session, proposal: GrantProposal) -> str | None:
    """What stands against a proposal now, in words; None if it can take effect."""
    person, unit = session.get_one(Person, proposal.person_id), session.get_one(Unit, proposal.unit_id)
    held = {(grant.role, grant.unit_id) for grant in grants_of(session, person.id)}
    obstacles = {
        TOO_LATE: proposal.expires_at <= datetime.now(UTC),
        DISABLED: not person.active,
        MOVED: person.unit_id != proposal.person_unit_id,
        CLOSED: unit.closed,
        HELD: (proposal.role, unit.id) in held,
        EXCLUDED: exclude_each_other([*(role for role, _ in held), proposal.role]),
        WITHOUT_RIGHT: not _proposer_may_grant(session, proposal),
        NOTHING_TO_HAND_OVER: proposal.hands_over_from is not None and _handed_over(session, proposal) is None,
    }
    return next((words for words, stands in obstacles.items() if stands), None)


def take_effect(session: Session, proposal: GrantProposal) -> None:
    """Give the person the role, end that of whoever hands over, and tell everybody."""
    person = session.get_one(Person, proposal.person_id)
    before = _handed_over(session, proposal)
    add_grants(session, person, [GrantOf(proposal.role, proposal.unit_id)])
    person.version += 1
    session.flush()
    announce(session, person)
    tell_settled(session, proposal)
    if before:
        former = session.get_one(Person, before.person_id)
        end_grants(session, [before], by=None, reason=f"已移交给{person.name}")
        former.version += 1
        session.flush()
        announce(session, former, roles_ended=True)


def _handed_over(session: Session, proposal: GrantProposal) -> Grant | None:
    same = (Grant.role == proposal.role, Grant.unit_id == proposal.unit_id)
    return session.scalar(select(Grant).where(Grant.person_id == proposal.hands_over_from, *same))


def _proposer_may_grant(session: Session, proposal: GrantProposal) -> bool:
    proposer = session.get_one(Person, proposal.proposed_by)
    line = line_of(session, proposal.unit_id)
    return proposer.active and granting_role(session, actor(session, proposer), proposal.role, line) is not None
