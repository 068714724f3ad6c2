"""Keeping the copies of units and staff, and drawing the consequences for cases."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.review.models import Case, CaseStatus, Staff, StaffGrant, Unit
from services.review.operations.assignment import one_at_a_time, put_back
from services.review.operations.figures import LEDGER
from services.review.operations.following_units import take_in
from services.review.operations.stages import current_stage
from services.review.policy import Grants, line_of, reviewing_roles, role_over, within_reach
from services.review.queries import standing_unit_id
from shared.auth import REVIEWING, Role
from shared.messaging.contracts import CaseOpened, StaffChanged, UnitChanged
from shared.messaging.outbox import publish
from shared.messaging.units import CasesFollowed


def mirror_unit(session: Session, unit: UnitChanged) -> None:
    """Keep a unit's facts; cases that waited for it or for a way upwards are tried again."""
    one_at_a_time(session)
    known = session.get(Unit, unit.unit_id)
    before = (known.superior_id, known.merged_into) if known else None
    LEDGER.move_unit(session, unit.unit_id, known.superior_id if known else None, unit.superior_id)
    facts = {"superior_id": unit.superior_id, "closed": unit.closed, "merged_into": unit.merged_into}
    copy = session.merge(Unit(id=unit.unit_id, name=unit.unit_name, version=unit.version, **facts))
    session.flush()
    if unit.merged_into:
        take_in(session, copy, unit.merged_into)
    if before != (unit.superior_id, unit.merged_into) and (known or unit.merged_into):
        publish(session, CasesFollowed(version=unit.version, unit_id=unit.unit_id, after=None))
    _try_queued_again(session, {(Role.SUPERIOR_ADMIN, unit.unit_id)})


def mirror_staff(session: Session, staff: StaffChanged) -> None:
    """Keep what somebody may review. Cases they may hold no longer go back to the queue; others may find them now."""
    one_at_a_time(session)
    grants = {
        (Role(grant.role), standing_unit_id(session, grant.unit_id))
        for grant in staff.grants
        if grant.role in REVIEWING
    }
    copy = session.merge(
        Staff(
            person_id=staff.person_id,
            name=staff.person_name,
            active=staff.active,
            on_leave=staff.on_leave,
        )
    )
    session.execute(delete(StaffGrant).where(StaffGrant.person_id == staff.person_id))
    session.add_all(StaffGrant(person_id=staff.person_id, role=role, unit_id=unit_id) for role, unit_id in grants)
    _put_back_held(session, copy, grants)
    if copy.available and grants:
        _try_queued_again(session, grants)


def _put_back_held(session: Session, staff: Staff, grants: Grants) -> None:
    held = select(Case).where(Case.reviewer_id == staff.person_id, Case.status == CaseStatus.ASSIGNED)
    for case in session.scalars(held.order_by(Case.id).with_for_update(key_share=True)).all():
        if not staff.active:
            put_back(session, case, "审核人账号已停用")
        elif staff.on_leave:
            put_back(session, case, "审核人休假")
        elif not _may_hold(session, grants, case):
            put_back(session, case, "审核人不再负责该单位")


def _may_hold(session: Session, grants: Grants, case: Case) -> bool:
    levels_up = current_stage(session, case).levels_up
    line = line_of(session, standing_unit_id(session, case.unit_id))
    return role_over(grants, line, levels_up, reviewing_roles(case.kind)) is not None


def _try_queued_again(session: Session, grants: Grants) -> None:
    """Look again for somebody for the queued cases within reach of the grants."""
    queued = select(Case).where(Case.status == CaseStatus.QUEUED, within_reach(grants))
    for case in session.scalars(queued).all():
        publish(session, CaseOpened(version=case.version, case_id=case.id))
