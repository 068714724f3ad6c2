"""Collection windows as they are shown: to a person in the record, and to those who set them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services.profile.models import CollectionWindow, Record, Unit, WindowEdition
from services.profile.operations.window_setting import find_window
from services.profile.operations.windows import Standing, standing_of
from services.profile.policy import Action, within
from shared.auth import Actor
from shared.paging import cursor_of, typed_key

View = dict[str, Any]


def window_view(session: Session, record: Record) -> View:
    """What a person is told of the windows that bind them now."""
    standing = standing_of(session, record, datetime.now(UTC))
    return {
        "state": standing.state,
        "possible": standing.possible,
        "until": standing.until,
        "next_opens_at": standing.next_opens_at,
        **_facts(standing),
    }


def _facts(standing: Standing) -> View:
    window = standing.window
    if window is None:
        return dict.fromkeys(("name", "note", "opens_at", "closes_at", "grace_minutes"))
    names = ("name", "note", "opens_at", "closes_at", "grace_minutes")
    return {name: getattr(window, name) for name in names}


def page_of_windows(session: Session, actor: Actor, cursor: str | None, limit: int) -> View:
    """The windows within a system administrator's reach, the latest to close first. Raises CursorInvalid."""
    listed = select(CollectionWindow).where(within(CollectionWindow.unit_id, actor, Action.SET_WINDOW))
    if cursor:
        end = typed_key(cursor, date.fromisoformat, UUID)
        listed = listed.where(tuple_(CollectionWindow.closes_on, CollectionWindow.id) < tuple_(*end))
    order = (CollectionWindow.closes_on.desc(), CollectionWindow.id.desc())
    found = session.scalars(listed.order_by(*order).limit(limit + 1)).all()
    page = found[:limit]
    following = cursor_of(page[-1].closes_on, page[-1].id) if len(found) > limit else None
    return {"items": [view_of(session, window) for window in page], "next": following}


def full_view(session: Session, actor: Actor, window_id: UUID) -> View:
    """One window with every setting of it, the newest first. Raises NotFound."""
    window = find_window(session, actor, window_id)
    editions = select(WindowEdition).where(WindowEdition.window_id == window.id).order_by(WindowEdition.version.desc())
    return view_of(session, window) | {"editions": session.scalars(editions).all()}


def view_of(session: Session, window: CollectionWindow) -> View:
    """A window with its unit's name and how it stands now."""
    unit = session.get(Unit, window.unit_id)
    names = (
        *("id", "unit_id", "name", "opens_on", "closes_on", "opens_at", "closes_at", "grace_minutes"),
        *("changes_bound", "note", "version", "closed_early_at", "withdrawn_at"),
    )
    shown = {name: getattr(window, name) for name in names}
    return shown | {"unit_name": unit.name if unit else "", "state": _state(window, datetime.now(UTC))}


def _state(window: CollectionWindow, now: datetime) -> str:
    if window.withdrawn_at:
        return "withdrawn"
    if now < window.opens_at:
        return "coming"
    return "open" if now < window.closes_at else "over"
