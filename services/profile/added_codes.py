"""What this process knows of the codes that were added: looked at again every second, at the earliest."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.profile.db import db
from services.profile.models import CodeAddition, CodeAdditionEdition
from shared.catalogue import CODE_LISTS, Addition
from shared.errors import NotFound

LOOK_EVERY = 1.0


class Known:
    """Up to which edition, and when that was last asked."""

    def __init__(self) -> None:
        self.edition = 0
        self.asked_at = float("-inf")
        self.lock = Lock()

    def look(self) -> None:
        """Ask the database, unless that was done just now or is being done."""
        if time.monotonic() - self.asked_at < LOOK_EVERY or not self.lock.acquire(blocking=False):
            return
        try:
            with db.reading() as session:
                self.take(session)
        except OperationalError:
            pass  # what is known stays; whatever needs the database says so itself
        finally:
            self.asked_at = time.monotonic()
            self.lock.release()

    def doubt(self) -> None:
        """Ask again at the next opportunity: something was set here just now."""
        self.asked_at = float("-inf")

    def take(self, session: Session) -> None:
        """Take over what was added since."""
        edition = newest_edition(session)
        if edition != self.edition:
            CODE_LISTS.take(additions(session))
            self.edition = edition


known = Known()


def newest_edition(session: Session) -> int:
    """The number of the last setting of any added code; 0 if there was none."""
    return session.scalar(select(func.max(CodeAdditionEdition.id))) or 0


def rows(session: Session) -> Sequence[CodeAddition]:
    """All added codes, in the order in which they were added to their lists."""
    return session.scalars(select(CodeAddition).order_by(CodeAddition.codes, CodeAddition.code)).all()


def additions(session: Session) -> list[Addition]:
    """The same as the catalogue takes them."""
    names = tuple(Addition.__dataclass_fields__)
    return [Addition(**{name: getattr(row, name) for name in names}) for row in rows(session)]


def full_view(session: Session, addition_id: UUID) -> dict[str, Any]:
    """One added code with every setting of it, the newest first. Raises NotFound."""
    row = session.get(CodeAddition, addition_id)
    if row is None:
        raise NotFound
    editions = select(CodeAdditionEdition).where(CodeAdditionEdition.addition_id == addition_id)
    newest_first = session.scalars(editions.order_by(CodeAdditionEdition.version.desc())).all()
    names = ("id", "version", *Addition.__dataclass_fields__)
    return {name: getattr(row, name) for name in names} | {"editions": newest_first}
