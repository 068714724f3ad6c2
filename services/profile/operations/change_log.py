"""修改记录: the one place where it is written, in the transaction of what it tells of."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import Deed, Entry, LoggedChange
from services.profile.operations.values import Values, masked_values
from shared.auth import Role
from shared.catalogue import SECTIONS, summary
from shared.catalogue.values import is_empty


@dataclass(frozen=True)
class Doer:
    """Who did it and in which role; `request_id` if a reviewer let a change request take effect."""

    id: UUID
    role: str = Role.PROFESSIONAL
    request_id: UUID | None = None


def log_change(
    session: Session, deed: Deed, doer: Doer, entry: Entry, *, old: Values | None = None, new: Values | None = None
) -> None:
    """Log what was done to an entry: its values before and after, None where it was not there.

    Nothing is logged if nothing differs.
    """
    before, after = _differing(old or {}, new or {})
    if not before and not after:
        return
    section = SECTIONS[entry.section]
    session.add(
        _line(
            doer,
            deed,
            entry.record_id,
            entry.section,
            entry_id=entry.id,
            subject=summary(entry.section, new or old or {}),
            old=None if old is None else masked_values(section, before),
            new=None if new is None else masked_values(section, after),
        )
    )


def log_order(session: Session, doer: Doer, record_id: UUID, section_key: str) -> None:
    """Log that the entries of a section were put in another order."""
    session.add(_line(doer, Deed.REORDERED, record_id, section_key, entry_id=None, subject="", old=None, new=None))


def _line(doer: Doer, deed: Deed, record_id: UUID, section_key: str, **what: Any) -> LoggedChange:
    return LoggedChange(
        record_id=record_id,
        by=doer.id,
        role=str(doer.role),
        deed=deed,
        section=section_key,
        request_id=doer.request_id,
        **what,
    )


def _differing(old: Values, new: Values) -> tuple[Values, Values]:
    """What of both differs; missing and empty are the same."""
    keys = {key for key in old.keys() | new.keys() if _filled(old, key) != _filled(new, key)}
    before, after = ({key: value for key, value in values.items() if key in keys} for values in (old, new))
    return before, after


def _filled(values: Values, key: str) -> Any:
    value = values.get(key)
    return None if is_empty(value) else value
