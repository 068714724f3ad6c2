"""Setting collection windows: the system administrator's. Each setting stays on record, who made it too."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.profile.models import CollectionWindow, Unit, WindowEdition
from services.profile.policy import Action, can
from shared.auth import Actor
from shared.beijing import day_of
from shared.errors import ChangedMeanwhile, DomainError, NotFound


class WindowInvalid(DomainError):
    """The days of a window can't be like this; `fields` say why."""

    error, message = "window_invalid", "采集时间的设置有误，请按提示修改。"


class WindowOver(DomainError):
    """What was in force stays as it was."""

    status, error, message = 409, "window_over", "这次采集已经结束或作废，不能再修改。可以另行新建采集时间。"


class WindowNotOpen(DomainError):
    """Only what is open can be closed early."""

    status, error, message = 409, "window_not_open", "这次采集现在没有在进行，不能提前截止。"


@dataclass(frozen=True)
class WindowSetting:
    """What an administrator sets."""

    name: str
    opens_on: date
    closes_on: date
    grace_minutes: int
    changes_bound: bool
    note: str


def find_window(session: Session, actor: Actor, window_id: UUID) -> CollectionWindow:
    """A window of a unit within the actor's reach; raises NotFound for any other."""
    window = session.get(CollectionWindow, window_id)
    if window is None or not can(session, actor, Action.SET_WINDOW, window.unit_id):
        raise NotFound
    return window


def open_window(
    session: Session, actor: Actor, unit_id: UUID, setting: WindowSetting, *, now: datetime
) -> CollectionWindow:
    """Set a window for a unit and those below it that have none of their own. Raises NotFound and WindowInvalid."""
    if session.get(Unit, unit_id) is None or not can(session, actor, Action.SET_WINDOW, unit_id):
        raise NotFound
    _check_days(setting, now)
    window = CollectionWindow(id=uuid4(), unit_id=unit_id, version=0, **asdict(setting))
    session.add(window)
    session.flush()  # the edition names it
    _log(session, window, actor, "set")
    return window


def change_window(
    session: Session, actor: Actor, window_id: UUID, setting: WindowSetting, *, expected: int, now: datetime
) -> CollectionWindow:
    """Change a window that is not over; the first day of one that has begun stays.

    Raises NotFound, ChangedMeanwhile, WindowOver and WindowInvalid.
    """
    window = _unfinished(session, actor, window_id, now)
    if window.version != expected:
        raise ChangedMeanwhile(version=window.version)
    if window.opens_at <= now and setting.opens_on != window.opens_on:
        raise WindowInvalid(fields={"opens_on": ["采集已经开始，开始日期不能再改。"]})
    _check_days(setting, now)
    for name, value in asdict(setting).items():
        setattr(window, name, value)
    _log(session, window, actor, "changed")
    return window


def close_early(session: Session, actor: Actor, window_id: UUID, *, now: datetime) -> CollectionWindow:
    """Let an open window end now. Raises NotFound, WindowOver and WindowNotOpen."""
    window = _unfinished(session, actor, window_id, now)
    if now < window.opens_at:
        raise WindowNotOpen
    window.closed_early_at = now
    _log(session, window, actor, "closed")
    return window


def withdraw_window(session: Session, actor: Actor, window_id: UUID, *, now: datetime) -> CollectionWindow:
    """Let a window that was set by mistake bind nobody any more; doing it twice changes nothing. Raises NotFound."""
    window = _locked(session, actor, window_id)
    if window.withdrawn_at is None:
        window.withdrawn_at = now
        _log(session, window, actor, "withdrawn")
    return window


def _unfinished(session: Session, actor: Actor, window_id: UUID, now: datetime) -> CollectionWindow:
    window = _locked(session, actor, window_id)
    if window.withdrawn_at or window.closes_at <= now:
        raise WindowOver
    return window


def _locked(session: Session, actor: Actor, window_id: UUID) -> CollectionWindow:
    window = find_window(session, actor, window_id)
    session.refresh(window, with_for_update={"key_share": True})
    return window


def _check_days(setting: WindowSetting, now: datetime) -> None:
    if setting.closes_on < setting.opens_on:
        raise WindowInvalid(fields={"closes_on": ["截止日期不能早于开始日期。"]})
    if setting.closes_on < day_of(now):
        raise WindowInvalid(fields={"closes_on": ["截止日期不能早于今天。"]})


def _log(session: Session, window: CollectionWindow, actor: Actor, deed: str) -> None:
    window.version += 1
    content = {name: getattr(window, name) for name in WindowSetting.__dataclass_fields__}
    content |= {"opens_on": window.opens_on.isoformat(), "closes_on": window.closes_on.isoformat()}
    edition = {"window_id": window.id, "version": window.version, "deed": deed, "content": content}
    session.add(WindowEdition(**edition, by=actor.id, by_name=actor.name))
    session.flush()
