"""Whether something may be handed in at a moment: the rule, and where it holds.

The windows of the nearest unit upwards that has any govern. They bind first submissions, and change requests where
that is set; a unit without windows is always open. A resubmission of what was returned is never bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, literal, select
from sqlalchemy.orm import Session

from services.profile.models import CollectionWindow, Record, RecordStatus, Settlement, Unit
from shared.beijing import spoken
from shared.errors import DomainError
from shared.policy import MOST_LEVELS


class WindowState(StrEnum):
    """How a moment lies to the windows that govern."""

    UNBOUND = "unbound"
    EARLY = "early"
    OPEN = "open"
    GRACE = "grace"
    LATE = "late"


@dataclass(frozen=True)
class Standing:
    """How the windows stand: the one meant, until when one may hand in, and when the next begins."""

    state: WindowState
    window: CollectionWindow | None = None
    until: datetime | None = None
    next_opens_at: datetime | None = None

    @property
    def possible(self) -> bool:
        """Whether one may hand in."""
        return self.state not in (WindowState.EARLY, WindowState.LATE)


UNBOUND = Standing(WindowState.UNBOUND)

_unit = select(bindparam("unit_id", type_=Uuid).label("id"), literal(0).label("depth")).cte("line", recursive=True)
_above = select(Unit.superior_id, _unit.c.depth + 1).join(_unit, Unit.id == _unit.c.id)
_line = _unit.union_all(_above.where(Unit.superior_id.is_not(None), _unit.c.depth < MOST_LEVELS))
WINDOWS = (
    select(CollectionWindow, _line.c.depth)
    .join(_line, CollectionWindow.unit_id == _line.c.id)
    .where(CollectionWindow.withdrawn_at.is_(None))
    .order_by(_line.c.depth, CollectionWindow.opens_on)
)
"""Those of a unit, which need not be known here, and of all above it, the nearest first."""


class CollectionClosed(DomainError):
    """The window is over."""

    status, error, message = 409, "collection_closed", "「{name}」已于 {closed} 截止，逾期不能提交。{following}"


class CollectionNotOpen(DomainError):
    """The window is yet to come."""

    status, error = 409, "collection_not_open"
    message = "「{name}」将于 {opens} 开始，届时才能提交。"


def standing_at(
    windows: Sequence[CollectionWindow], now: datetime, begun: tuple[datetime, datetime] | None = None
) -> Standing:
    """How a moment lies to these windows, all of one unit.

    `begun` is from when to when the person was last at work on it: who began before the end has the window's grace.
    """
    if not windows:
        return UNBOUND
    coming = min((each for each in windows if each.opens_at > now), key=lambda each: each.opens_at, default=None)
    next_opens_at = coming.opens_at if coming else None
    begun_windows = sorted((each for each in windows if each.opens_at <= now), key=lambda each: each.closes_at)
    if not begun_windows:
        return Standing(WindowState.EARLY, coming, next_opens_at=next_opens_at)
    last = begun_windows[-1]
    if now < last.closes_at:
        return Standing(WindowState.OPEN, last, last.closes_at, next_opens_at)
    if now < last.closes_at + last.grace and _at_work_before(last, now, begun):
        return Standing(WindowState.GRACE, last, last.closes_at + last.grace, next_opens_at)
    return Standing(WindowState.LATE, last, next_opens_at=next_opens_at)


def governing(session: Session, unit_id: UUID) -> list[CollectionWindow]:
    """The windows of the nearest unit that has any, of this one and those above it; none if there are none."""
    found = session.execute(WINDOWS, {"unit_id": unit_id}).all()
    return [window for window, depth in found if depth == found[0].depth]


def standing_of(session: Session, record: Record, now: datetime) -> Standing:
    """How the windows stand for what the person of this record could hand in next."""
    windows = governing(session, record.person.unit_id)
    if record.status is RecordStatus.APPROVED:
        return standing_at([window for window in windows if window.changes_bound], now, record.sitting)
    if windows and _was_decided(session, record):
        return UNBOUND
    return standing_at(windows, now, record.sitting)


def refuse_outside_window(session: Session, record: Record, now: datetime) -> None:
    """Let a submission or change request pass only while the windows allow it.

    Raises CollectionClosed and CollectionNotOpen.
    """
    standing = standing_of(session, record, now)
    if standing.possible or standing.window is None:
        return
    opens = spoken(standing.next_opens_at) if standing.next_opens_at else ""
    if standing.state is WindowState.EARLY:
        raise CollectionNotOpen(name=standing.window.name, opens=opens, opens_at=_iso(standing.next_opens_at))
    raise CollectionClosed(
        name=standing.window.name,
        closed=spoken(standing.window.closes_at, ends=True),
        following=f"下一次采集将于 {opens} 开始。" if opens else "如有特殊情况，请联系单位管理员。",
        closes_at=_iso(standing.window.closes_at),
        opens_at=_iso(standing.next_opens_at),
    )


def _at_work_before(window: CollectionWindow, now: datetime, begun: tuple[datetime, datetime] | None) -> bool:
    if begun is None:
        return False
    since, until = begun
    return since < window.closes_at and now - until <= Record.SITTING_PAUSE


def _was_decided(session: Session, record: Record) -> bool:
    """Whether a submission of the record has been decided before: what follows is no first one."""
    decided = exists().where(
        Settlement.subject_id == record.id,
        Settlement.kind == "record",
        Settlement.outcome.in_(("approved", "returned")),
    )
    return bool(session.scalar(select(decided)))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
