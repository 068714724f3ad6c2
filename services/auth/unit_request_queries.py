"""What waits to be confirmed, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session

from services.auth.models import Job, Person, Unit, UnitRequest, UnitRequestStatus
from services.auth.policy import Action, can, target_of_unit, units_visible_to, units_within
from shared.auth import Actor
from shared.errors import NotFound
from shared.paging import cursor_of, typed_key

ANSWERING = {"facts": Action.CONFIRM_UNIT, "merger": Action.ADMINISTER_UNIT}

View = dict[str, Any]


def visible_request(session: Session, actor: Actor, request_id: UUID, *, lock: bool = False) -> UnitRequest:
    """A request about a unit that the actor may see, locked if wanted; raises NotFound for any other."""
    wanted = select(UnitRequest).where(UnitRequest.id == request_id, _seen(actor))
    if lock:
        wanted = wanted.with_for_update(key_share=True, of=UnitRequest).execution_options(populate_existing=True)
    request = session.scalar(wanted)
    if request is None:
        raise NotFound
    return request


def may_answer(session: Session, actor: Actor, request: UnitRequest) -> bool:
    """Whether somebody may confirm or refuse this: another than who asked, who stands above all units it is about."""
    about = [unit_id for unit_id in (request.unit_id, request.into_id) if unit_id]
    action = ANSWERING[request.kind]
    able = all(can(actor, action, target_of_unit(session, unit_id)) for unit_id in about)
    return able and request.asked_by != actor.id


def page_of_requests(
    session: Session, actor: Actor, *, pending: bool, unit_id: UUID | None, cursor: str | None, limit: int
) -> View:
    """A page of what is asked within reach, the newest first: what waits for this actor, or all that was ever asked."""
    listed = select(UnitRequest).where(_seen(actor))
    if pending:
        listed = listed.where(UnitRequest.status == UnitRequestStatus.PENDING, UnitRequest.asked_by != actor.id)
        listed = listed.where(UnitRequest.unit_id.in_(select(Unit.id).where(units_within(actor, Action.CONFIRM_UNIT))))
    if unit_id:
        listed = listed.where(or_(UnitRequest.unit_id == unit_id, UnitRequest.into_id == unit_id))
    if cursor:
        end = typed_key(cursor, datetime.fromisoformat, UUID)
        listed = listed.where(tuple_(UnitRequest.asked_at, UnitRequest.id) < tuple_(*end))
    found = session.scalars(listed.order_by(UnitRequest.asked_at.desc(), UnitRequest.id.desc()).limit(limit + 1)).all()
    page = found[:limit]
    following = cursor_of(page[-1].asked_at, page[-1].id) if len(found) > limit else None
    return {"items": requests_shown(session, actor, page), "next": following}


def requests_shown(session: Session, actor: Actor, requests: Sequence[UnitRequest]) -> list[View]:
    """What the API tells of requests."""
    people = {one for request in requests for one in (request.asked_by, request.decided_by) if one}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())
    about = {one for request in requests for one in (request.unit_id, request.into_id) if one}
    units = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(about))).all())
    return [_shown(session, actor, request, names, units) for request in requests]


def _shown(
    session: Session, actor: Actor, request: UnitRequest, names: dict[UUID, str], units: dict[UUID, str]
) -> View:
    pending = request.status is UnitRequestStatus.PENDING
    columns = ("id", "kind", "unit_id", "into_id", "before", "after", "reason", "status", "asked_at", "decided_at")
    return {name: getattr(request, name) for name in (*columns, "answer")} | {
        "unit_name": units[request.unit_id],
        "into_name": units[request.into_id] if request.into_id else None,
        "asked_by": names.get(request.asked_by, ""),
        "decided_by": names.get(request.decided_by, "") if request.decided_by else None,
        "can_answer": pending and may_answer(session, actor, request),
        "can_withdraw": pending and request.asked_by == actor.id,
        "progress": _progress(session.get(Job, request.id) if request.kind == "merger" else None),
    }


def _progress(job: Job | None) -> View | None:
    """How many of those whom a merger concerns have been told of."""
    return {"status": job.status, "total": job.total, "done": job.done, "failed": job.failed} if job else None


def _seen(actor: Actor) -> ColumnElement[bool]:
    visible = select(Unit.id).where(units_visible_to(actor))
    return or_(UnitRequest.unit_id.in_(visible), UnitRequest.into_id.in_(visible))
