"""Keeping the canned reasons of a unit; its administrators and those above it may."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import CannedReason, Unit
from services.review.queries import find_unit_line
from shared.auth import ADMINISTERING, Actor
from shared.errors import DomainError, NotFound

MOST_REASONS = 100


class TooManyCannedReasons(DomainError):
    """More than can be looked through while reviewing."""

    status, error = 409, "too_many_canned_reasons"
    message = "本单位的常用意见最多 {most} 条，请先停用不再需要的。"


class OrderOutdated(DomainError):
    """The unit's canned reasons are others than those that were put in order."""

    status, error, message = 409, "order_outdated", "常用意见在您打开页面之后有增减，请刷新页面后再调整顺序。"


def add_canned_reason(session: Session, actor: Actor, unit_id: UUID, text: str, section: str | None) -> CannedReason:
    """A new one, as the last. Raises NotFound for a unit beyond the actor's and TooManyCannedReasons."""
    own = _of_unit(session, actor, unit_id)
    if len(own) >= MOST_REASONS:
        raise TooManyCannedReasons(most=MOST_REASONS)
    position = own[-1].position + 1 if own else 1
    added = CannedReason(unit_id=unit_id, text=text, section=section, position=position, by=actor.id)
    session.add(added)
    session.flush()
    return added


def change_canned_reason(session: Session, actor: Actor, reason_id: UUID, text: str, section: str | None) -> None:
    """Other words, or another section. Raises NotFound."""
    found = _find(session, actor, reason_id)
    found.text, found.section, found.by = text, section, actor.id


def retire_canned_reason(session: Session, actor: Actor, reason_id: UUID) -> None:
    """Offer it no more. Raises NotFound."""
    found = _find(session, actor, reason_id)
    found.retired, found.by = True, actor.id


def reorder_canned_reasons(session: Session, actor: Actor, unit_id: UUID, order: Sequence[UUID]) -> None:
    """Put the unit's own into this order, which names each exactly once. Raises NotFound and OrderOutdated."""
    own = {reason.id: reason for reason in _of_unit(session, actor, unit_id)}
    if sorted(order) != sorted(own):
        raise OrderOutdated
    for position, reason_id in enumerate(order, 1):
        own[reason_id].position = position


def _find(session: Session, actor: Actor, reason_id: UUID) -> CannedReason:
    found = session.get(CannedReason, reason_id)
    own = _of_unit(session, actor, found.unit_id) if found else []
    if found is None or found not in own:
        raise NotFound
    return found


def _of_unit(session: Session, actor: Actor, unit_id: UUID) -> list[CannedReason]:
    """Those of a unit that the actor administers, kept from other administrators until the transaction ends."""
    find_unit_line(session, actor, unit_id, *ADMINISTERING)
    session.get_one(Unit, unit_id, with_for_update={"key_share": True})
    own = select(CannedReason).where(CannedReason.unit_id == unit_id, ~CannedReason.retired)
    ordered = own.order_by(CannedReason.position, CannedReason.id).execution_options(populate_existing=True)
    return list(session.scalars(ordered))
