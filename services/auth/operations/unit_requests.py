"""What one administrator asks of a unit and another answers: the unit's own data, and mergers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import Unit, UnitRequest, UnitRequestStatus
from services.auth.operations.telling_units import tell_request
from services.auth.operations.unit_faults import faults_of
from services.auth.operations.units import (
    CONFIRMED,
    UnitFacts,
    UnitRefused,
    apply_facts,
    facts_of,
    one_at_a_time,
    standing_unit_for,
)
from services.auth.policy import Action
from services.auth.unit_request_queries import may_answer, visible_request
from shared.auth import Actor, Role
from shared.errors import DomainError, NotAllowed


class RequestPending(DomainError):
    """One thing at a time is asked of a unit."""

    status, error = 409, "unit_request_pending"
    message = "该单位已有一项申请正在等待确认，办结或撤回之后才能再次申请。"


class NothingAsked(DomainError):
    """The facts are what they are already."""

    status, error, message = 422, "unit_request_empty", "申请的内容与现有信息相同，没有需要确认的变更。"


class RequestOutdated(DomainError):
    """The unit is no longer what the request was made from."""

    status, error = 409, "unit_request_outdated"
    message = "申请提交以后单位信息已有变化，不能再按原申请生效，请退回，由单位核对后重新申请。"


class SecondNeeded(DomainError):
    """Nobody confirms what they asked for themselves."""

    status, error = 409, "second_administrator_needed"
    message = "这项申请由您本人提出，须由另一位管理员确认。"


def ask_for_facts(
    session: Session, actor: Actor, unit_id: UUID, expected: int, facts: Mapping[str, str], reason: str
) -> UnitRequest:
    """Ask for other facts of one's own unit. They are judged now, so that nobody confirms what can't be.

    Raises NotFound, NotAllowed, UnitClosed, ChangedMeanwhile, RequestPending, NothingAsked or UnitRefused.
    """
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.EDIT_UNIT, unit_id, expected)
    ensure_nothing_pending(session, unit.id)
    whole = UnitFacts(**(facts_of(unit) | dict(facts))).normalised()
    wanted = {name: getattr(whole, name) for name in CONFIRMED}
    after = {name: value for name, value in wanted.items() if value != getattr(unit, name)}
    if not after:
        raise NothingAsked
    faults = faults_of(session, facts_of(unit) | after, unit.superior_id, unit=unit)
    if faults:
        raise UnitRefused(fields={field: [fault] for field, fault in faults.items()})
    before = {name: getattr(unit, name) for name in after}
    request = UnitRequest(kind="facts", unit_id=unit.id, before=before, after=after, reason=reason, asked_by=actor.id)
    session.add(request)
    session.flush()
    tell_request(session, request)
    return request


def confirm_facts(session: Session, actor: Actor, request: UnitRequest, unit: Unit) -> None:
    """Let the asked-for facts be the unit's. Raises RequestOutdated or UnitRefused."""
    if any(getattr(unit, name) != value for name, value in request.before.items()):
        raise RequestOutdated
    apply_facts(session, unit, request.after, by=actor.id, reason=request.reason)


def reject(session: Session, actor: Actor, request_id: UUID, answer: str) -> UnitRequest:
    """Refuse what another administrator asked for, with the reason. Raises NotFound, NotAllowed, SecondNeeded."""
    request = request_to_answer(session, actor, request_id)
    _answer(session, request, UnitRequestStatus.REJECTED, actor, answer)
    return request


def withdraw(session: Session, actor: Actor, request_id: UUID) -> UnitRequest:
    """Take back what one asked for. Raises NotFound, NotAllowed or TransitionNotAllowed."""
    one_at_a_time(session)
    request = visible_request(session, actor, request_id, lock=True)
    if request.asked_by != actor.id:
        raise NotAllowed
    _answer(session, request, UnitRequestStatus.WITHDRAWN, actor, "")
    return request


def request_to_answer(session: Session, actor: Actor, request_id: UUID) -> UnitRequest:
    """A request, locked, that the actor may answer. Raises NotFound, NotAllowed or SecondNeeded."""
    one_at_a_time(session)
    request = visible_request(session, actor, request_id, lock=True)
    if request.asked_by == actor.id:
        raise SecondNeeded
    if not may_answer(session, actor, request):
        raise NotAllowed
    return request


def approve(session: Session, actor: Actor, request: UnitRequest) -> None:
    """Note that a request was confirmed, and tell whoever asked. Raises TransitionNotAllowed."""
    _answer(session, request, UnitRequestStatus.APPROVED, actor, "")


def withdraw_pending(session: Session, unit: Unit, answer: str) -> None:
    """Let what was asked of a unit lapse, because there is nothing left to ask of it."""
    pending = UnitRequest.status == UnitRequestStatus.PENDING, UnitRequest.unit_id == unit.id
    for request in session.scalars(select(UnitRequest).where(*pending)):
        _answer(session, request, UnitRequestStatus.WITHDRAWN, None, answer)


def ensure_nothing_pending(session: Session, unit_id: UUID) -> None:
    """Raise RequestPending while something else is asked of the unit."""
    pending = UnitRequest.status == UnitRequestStatus.PENDING
    if session.scalar(select(UnitRequest.id).where(UnitRequest.unit_id == unit_id, pending)):
        raise RequestPending


def _answer(
    session: Session, request: UnitRequest, status: UnitRequestStatus, actor: Actor | None, answer: str
) -> None:
    by = actor.id if actor else None
    request.move_to(status, by=by, role=_role(actor) if actor else "system", reason=answer or None)
    request.decided_at = datetime.now(UTC)
    request.decided_by = by
    request.answer = answer
    session.flush()
    tell_request(session, request)


def _role(actor: Actor) -> Role:
    return next(role for role in (Role.SYSTEM_ADMIN, Role.SUPERIOR_ADMIN, Role.UNIT_ADMIN) if actor.has(role))
