"""Merging one unit into another: all at once here, told to the others person by person in the background.

The people, the units below and the roles change hands in one transaction, so that auth never shows half a merger; what
takes long, telling the other services of thousands of people, is a job that reads what is true when it tells it.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from services.auth.models import Grant, Job, JobLine, Person, Unit, UnitEvent, UnitRequest
from services.auth.operations.announcing import announce
from services.auth.operations.reach import unit_for
from services.auth.operations.telling_units import tell_merged, tell_request
from services.auth.operations.unit_faults import height_of, level_fault
from services.auth.operations.unit_requests import (
    approve,
    confirm_facts,
    ensure_nothing_pending,
    request_to_answer,
)
from services.auth.operations.unit_tree import ensure_no_circle
from services.auth.operations.units import (
    UnitClosed,
    UnitRefused,
    announce_unit,
    note,
    one_at_a_time,
    place_of,
    standing_unit_for,
)
from services.auth.policy import Action
from shared.auth import Actor
from shared.errors import DomainError
from shared.jobs import JobKind, NewLine, start
from shared.messaging.units import MergerContinued

AS_STORED = {"synchronize_session": False}  # nobody has these rows at hand


class MergerOfItself(DomainError):
    """Two different units are merged."""

    status, error, message = 422, "unit_merger_of_itself", "不能并入本单位自己，请另选接收单位。"


class NamesakesBelow(DomainError):
    """Two units of one name would stand under one superior."""

    status, error = 409, "unit_merger_namesakes"
    message = "两个单位之下有同名的下级单位：{names}。请先更名、合并或撤销其中一个。"


def ask_for_merger(
    session: Session, actor: Actor, unit_id: UUID, expected: int, into_id: UUID, reason: str
) -> UnitRequest:
    """Ask that a unit be merged into another; a second administrator over both has to confirm it.

    Raises NotFound, NotAllowed, UnitClosed, ChangedMeanwhile, RequestPending, MergerOfItself, UnitCircle, UnitRefused
    or NamesakesBelow.
    """
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.ADMINISTER_UNIT, unit_id, expected)
    into = unit_for(session, actor, Action.ADMINISTER_UNIT, into_id)
    ensure_nothing_pending(session, unit.id)
    _ensure_possible(session, unit, into)
    request = UnitRequest(
        kind="merger", unit_id=unit.id, into_id=into.id, before={}, after={}, reason=reason, asked_by=actor.id
    )
    session.add(request)
    session.flush()
    tell_request(session, request)
    return request


def confirm(session: Session, actor: Actor, request_id: UUID) -> UnitRequest:
    """Let take effect what another administrator asked for.

    Raises NotFound, NotAllowed, SecondNeeded, TransitionNotAllowed, RequestOutdated, or what stands against it now.
    """
    request = request_to_answer(session, actor, request_id)
    approve(session, actor, request)
    unit = session.get_one(Unit, request.unit_id, with_for_update={"key_share": True}, populate_existing=True)
    if unit.closed:
        raise UnitClosed(name=unit.name)
    if request.into_id:
        into = session.get_one(Unit, request.into_id, with_for_update={"key_share": True}, populate_existing=True)
        _ensure_possible(session, unit, into)
        _merge(session, _Merger(request, unit, into, actor.id))
    else:
        confirm_facts(session, actor, request, unit)
    return request


def _ensure_possible(session: Session, unit: Unit, into: Unit) -> None:
    if unit.id == into.id:
        raise MergerOfItself
    if into.closed:
        raise UnitClosed(name=into.name)
    ensure_no_circle(session, unit, into)
    faults = level_fault(session, into.id, height_of(session, unit.id) - 1)
    if faults:
        raise UnitRefused(fields={"into_id": list(faults.values())})
    other = aliased(Unit)
    alike = select(Unit.name).join(other, other.name_key == Unit.name_key)
    both = (Unit.superior_id == unit.id, ~Unit.closed, other.superior_id == into.id, ~other.closed)
    names = session.scalars(alike.where(*both, other.id != unit.id).order_by(Unit.name).limit(5)).all()
    if names:
        raise NamesakesBelow(names="、".join(names))


@dataclass(frozen=True)
class _Merger:
    """Which unit goes into which, by which request, and who has confirmed it."""

    request: UnitRequest
    unit: Unit
    into: Unit
    by: UUID


def _merge(session: Session, merger: _Merger) -> None:
    """Let everything that the unit has be the other's."""
    unit, into = merger.unit, merger.into
    unit.closed, unit.merged_into_id = True, into.id
    unit.version += 1
    session.flush()
    lines = [*_units_below(session, merger), *_earlier_mergers(session, unit, into), *_people(session, unit, into)]
    note(session, unit, "merged", {}, {"unit": into.name}, by=merger.by, reason=merger.request.reason)
    taken_in = {"unit": unit.name, "code": unit.code}
    note(session, into, "took_in", {}, taken_in, by=merger.by, reason=merger.request.reason)
    announce_unit(session, unit)
    start(session, MERGER, merger.request.id, merger.request.asked_by, {"request": str(merger.request.id)}, lines)


def _units_below(session: Session, merger: _Merger) -> list[NewLine]:
    """Put the units below under the other one, with a line of history each."""
    unit, into = merger.unit, merger.into
    changed = update(Unit).where(Unit.superior_id == unit.id).values(superior_id=into.id, version=Unit.version + 1)
    moved = session.execute(changed.returning(Unit.id, Unit.name), execution_options=AS_STORED).all()
    reason = f"随「{unit.name}」并入"
    values = {"deed": "moved", "before": place_of(unit), "after": place_of(into), "reason": reason, "by": merger.by}
    if moved:
        session.execute(insert(UnitEvent), [{"unit_id": unit_id, **values} for unit_id, _ in moved])
    return [NewLine(unit_id, {"what": "unit", "name": name}) for unit_id, name in moved]


def _earlier_mergers(session: Session, unit: Unit, into: Unit) -> list[NewLine]:
    """Let what was merged into the unit point to where that is now."""
    pointing = update(Unit).where(Unit.merged_into_id == unit.id)
    moved = pointing.values(merged_into_id=into.id, version=Unit.version + 1).returning(Unit.id, Unit.name)
    found = session.execute(moved, execution_options=AS_STORED)
    return [NewLine(unit_id, {"what": "unit", "name": name}) for unit_id, name in found]


def _people(session: Session, unit: Unit, into: Unit) -> list[NewLine]:
    """Let the people and the roles be the other unit's; who has a role there already keeps that one."""
    held = select(Grant.person_id, Grant.role).where(Grant.unit_id == into.id).subquery()
    same = (Grant.unit_id == unit.id, Grant.person_id == held.c.person_id, Grant.role == held.c.role)
    holding = set(session.scalars(select(Grant.person_id).where(Grant.unit_id == unit.id)))
    session.execute(delete(Grant).where(*same), execution_options=AS_STORED)
    there = update(Grant).where(Grant.unit_id == unit.id).values(unit_id=into.id)
    session.execute(there, execution_options=AS_STORED)
    moved = case((Person.unit_id == unit.id, into.id), else_=Person.unit_id)
    concerned = update(Person).where((Person.unit_id == unit.id) | Person.id.in_(holding))
    changed = concerned.values(unit_id=moved, version=Person.version + 1)
    told = session.execute(changed.returning(Person.id, Person.name, Person.account), execution_options=AS_STORED)
    lines = [NewLine(each, {"what": "person", "name": name, "account": account}) for each, name, account in told]
    return sorted(lines, key=lambda line: str(line.facts["account"]))


def _tell(session: Session, _: Job, line: JobLine) -> str:
    """Tell the others how a person or unit stands now, whatever else has been done to it since."""
    if line.facts["what"] == "unit":
        announce_unit(session, session.get_one(Unit, line.subject_id))
    else:
        person = session.get_one(Person, line.subject_id, with_for_update={"key_share": True}, populate_existing=True)
        announce(session, person)
    return "已转入"


def _finish(session: Session, job: Job) -> None:
    tell_merged(session, session.get_one(UnitRequest, job.id))


def _continued(job: Job) -> MergerContinued:
    return MergerContinued(version=job.version, job_id=job.id)


MERGER = JobKind("merger", continued=_continued, work=_tell, finish=_finish, word="转入合并后的单位", about="person")
