"""What this process knows of the codes that were added: looked at again every second, at the earliest."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.profile.db import db
from services.profile.models import CodeAddition, CodeAdditionEdition
from shared.catalogue import CODE_LISTS, Addition
from shared.errors import NotFound
from shared.looking_again import LookingAgain

LOOK_EVERY = 1.0  # seconds


def _take_what_was_added() -> None:
    with db.reading() as session:
        edition = newest_edition(session)
        if edition != CODE_LISTS.edition:
            CODE_LISTS.take(additions(session), edition)


known = LookingAgain(LOOK_EVERY, _take_what_was_added, OperationalError)


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
