"""Handing cases on: a reviewer keeps away from one, an administrator gives it to another or back to the queue.

What was handed in together goes together, as far as it lies in the same hands.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from services.review.bundles import lying_with
from services.review.models import AssignmentReason, Case, CaseStatus, Note, Recusal, Staff, Substitute
from services.review.operations.assignment import hand_to, one_at_a_time, put_back
from services.review.operations.candidates import Candidate, possible_reviewers
from services.review.operations.decisions import NotAssignedToYou, ensure_waiting
from services.review.policy import Action, can
from services.review.queries import find_case, find_unit_line, grants_of, standing_in
from shared.auth import ADMINISTERING, Actor, Role
from shared.errors import DomainError, NotAllowed, NotFound


class CannotReview(DomainError):
    """The colleague is away, is the applicant, keeps away, has decided an earlier stage, or lacks the role."""

    error = "cannot_review"
    message = "不能转交给该审核人：可能正在休假、已停用、需要回避、已审核过前一级，或者没有相应的审核权限。请另选一位。"


class OwnSubstitute(DomainError):
    """Whoever is away can't stand in for themselves."""

    error, message = "own_substitute", "代理人不能是本人，请另选一位。"


def recuse(session: Session, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Keep away from a case and all others about its person (回避); somebody else is found.

    Raises NotFound, CaseAlreadyDecided, CaseClosed or NotAssignedToYou.
    """
    case = _found(session, actor, case_id)
    standing = standing_in(session, actor, [case])[case.id]
    if not can(actor, Action.RECUSE, case, standing):
        raise NotAssignedToYou
    role = case.reviewer_role or Role.UNIT_REVIEWER
    session.add(Recusal(case_id=case.id, person_id=case.person_id, reviewer_id=actor.id, reason=reason))
    session.flush()
    for part in (case, *lying_with(session, case)):
        put_back(session, part, f"回避：{reason}", by=actor.id, role=role)
    return case


def release(session: Session, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Put a case that lies with somebody back into the queue; one that is there already is left alone.

    Raises NotFound, CaseAlreadyDecided, CaseClosed or NotAllowed.
    """
    case = _found(session, actor, case_id)
    role = _administers(session, actor, case)
    if case.status is CaseStatus.ASSIGNED:
        for part in (case, *lying_with(session, case)):
            put_back(session, part, f"退回待分配：{reason}", by=actor.id, role=role)
    return case


def reassign(session: Session, actor: Actor, case_id: UUID, reviewer_id: UUID) -> Case:
    """Give a waiting case to a certain colleague; doing it twice changes nothing.

    Raises NotFound, CaseAlreadyDecided, CaseClosed, NotAllowed or CannotReview.
    """
    case = _found(session, actor, case_id)
    _administers(session, actor, case)
    if case.reviewer_id == reviewer_id:
        return case
    parts = [case, *lying_with(session, case)]
    chosen = {part.id: _possible(session, part, reviewer_id) for part in parts}
    if chosen[case.id] is None:
        raise CannotReview(fields={"reviewer_id": ["请选择可以审核该件的人员"]})
    for part in parts:
        if to := chosen[part.id]:
            why, load = AssignmentReason.REASSIGNED, to.open_cases
            hand_to(session, part, to.person_id, to.role, why, open_cases=load, by=actor.id)
    return case


def add_note(session: Session, actor: Actor, case_id: UUID, text: str) -> Case:
    """Leave a note for colleagues who see the case; the person never does. Raises NotFound."""
    case = find_case(session, actor, case_id)
    standing = standing_in(session, actor, [case])[case.id]
    role = standing.reviews_as or standing.administers_as or case.reviewer_role or Role.UNIT_REVIEWER
    session.add(Note(case_id=case.id, subject_id=case.subject_id, by=actor.id, role=role, text=text))
    session.flush()
    return case


def set_substitute(session: Session, actor: Actor, person_id: UUID, substitute_id: UUID | None) -> None:
    """Name who gets somebody's cases while that person is away, where the substitute may review them; None: nobody.

    For administrators of a unit for which the person reviews. Raises NotFound or OwnSubstitute.
    """
    one_at_a_time(session)
    units = {unit_id for _, unit_id in grants_of(session, person_id)}
    if not units or not any(_reaches(session, actor, unit_id) for unit_id in units):
        raise NotFound
    if substitute_id == person_id:
        raise OwnSubstitute(fields={"substitute_id": ["请另选一位"]})
    known = session.get(Substitute, person_id)
    if substitute_id is None:
        if known:
            session.delete(known)
    elif session.get(Staff, substitute_id) is None:
        raise NotFound
    else:
        session.merge(Substitute(person_id=person_id, substitute_id=substitute_id, by=actor.id))


def _found(session: Session, actor: Actor, case_id: UUID) -> Case:
    one_at_a_time(session)
    case = find_case(session, actor, case_id, lock=True)
    ensure_waiting(case)
    return case


def _possible(session: Session, case: Case, reviewer_id: UUID) -> Candidate | None:
    return next((each for each in possible_reviewers(session, case) if each.person_id == reviewer_id), None)


def _administers(session: Session, actor: Actor, case: Case) -> Role:
    role = standing_in(session, actor, [case])[case.id].administers_as
    if role is None:
        raise NotAllowed
    return role


def _reaches(session: Session, actor: Actor, unit_id: UUID) -> bool:
    try:
        find_unit_line(session, actor, unit_id, *ADMINISTERING)
    except NotFound:
        return False
    return True
