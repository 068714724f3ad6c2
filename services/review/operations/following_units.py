"""What becomes of cases when their unit goes into another, or gets another place in the tree.

There may be thousands, so they are looked at chunk by chunk, each a message of the service to itself.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from services.review.models import WAITING, CannedReason, Case, CaseStatus, StaffGrant, Stage, Unit
from services.review.operations.assignment import one_at_a_time, put_back
from services.review.operations.stages import current_stage, move_to_unit
from services.review.policy import line_of, reviewing_roles, role_over, units_from, whole_line_of
from services.review.queries import grants_of
from shared.messaging.contracts import CaseOpened
from shared.messaging.outbox import publish
from shared.messaging.units import CasesFollowed

CHUNK = 100
MERGED = "随单位并入{name}"
NO_LONGER = "单位调整了隶属关系，原审核人不再负责该单位"


def take_in(session: Session, unit: Unit, into_id: UUID) -> None:
    """Let the other unit have the roles and the sentences of one that went into it; the cases follow in chunks.

    Raises NotFound while the other unit is not known here: the message comes again.
    """
    whole_line_of(session, into_id)
    of_unit = StaffGrant.unit_id == unit.id
    held = select(StaffGrant.person_id, StaffGrant.role).where(of_unit)
    for person_id, role in session.execute(held).all():
        session.merge(StaffGrant(person_id=person_id, role=role, unit_id=into_id))
        session.delete(session.get_one(StaffGrant, (person_id, role, unit.id)))
    session.execute(update(CannedReason).where(CannedReason.unit_id == unit.id).values(unit_id=into_id))
    session.flush()


def follow(session: Session, message: CasesFollowed) -> None:
    """Look at the next cases of a unit and have the others looked at after this transaction."""
    one_at_a_time(session)
    unit = session.get(Unit, message.unit_id)
    if unit is None:
        return
    cases = _next(session, _concerned(unit), message.after)
    for case in cases:
        if unit.merged_into:
            _take_along(session, case, unit, session.get_one(Unit, unit.merged_into))
        else:
            _look_again(session, case)
    if len(cases) == CHUNK:
        publish(session, CasesFollowed(version=message.version + 1, unit_id=unit.id, after=cases[-1].id))


def _concerned(unit: Unit) -> Select[Case]:
    """All cases of a unit that is no more; of one that has moved, those waiting in it and below."""
    if unit.merged_into:
        return select(Case).where(or_(Case.unit_id == unit.id, Case.from_unit_id == unit.id))
    return select(Case).where(Case.unit_id.in_(units_from([unit.id])), Case.status.in_(WAITING))


def _next(session: Session, concerned: Select[Case], after: UUID | None) -> Sequence[Case]:
    following = concerned.where(Case.id > after) if after else concerned
    locked = (
        following.order_by(Case.id)
        .limit(CHUNK)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(locked).all()


def _take_along(session: Session, case: Case, unit: Unit, into: Unit) -> None:
    if case.from_unit_id == unit.id:
        case.from_unit_id = into.id
    if case.unit_id != unit.id:
        return
    if case.status is CaseStatus.CLOSED:
        case.unit_id = into.id
    else:
        relocate(session, case, into.id, MERGED.format(name=into.name))
    of_unit = (Stage.case_id == case.id, Stage.unit_id == unit.id)
    session.execute(update(Stage).where(*of_unit).values(unit_id=into.id))


def _look_again(session: Session, case: Case) -> None:
    """A stage further up lies with another unit now, and may have been in the hands of somebody of the old one."""
    move_to_unit(session, case, case.unit_id)
    if case.status is CaseStatus.ASSIGNED and not holder_may_stay(session, case):
        put_back(session, case, NO_LONGER)


def relocate(session: Session, case: Case, unit_id: UUID, reason: str) -> None:
    """Let another unit have an open case; whoever had it keeps it only if responsible there too.

    A decision that is about to take effect stays what it is. Raises NotFound while that unit is not known here.
    """
    move_to_unit(session, case, unit_id)
    if case.status is CaseStatus.ASSIGNED and not holder_may_stay(session, case):
        put_back(session, case, reason)
        return
    case.move_to(case.status, by=None, role="system", reason=reason)
    if case.status is CaseStatus.QUEUED:
        publish(session, CaseOpened(version=case.version, case_id=case.id))


def holder_may_stay(session: Session, case: Case) -> bool:
    """Whether the roles of whoever has the case reach its present stage."""
    if case.reviewer_id is None:
        return False
    grants, stage = grants_of(session, case.reviewer_id), current_stage(session, case)
    line = line_of(session, case.unit_id)
    return role_over(grants, line, stage.levels_up, reviewing_roles(case.kind)) is not None
