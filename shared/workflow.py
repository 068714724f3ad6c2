"""The one door through which a status changes, and the history it leaves behind."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Text, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from shared.db import UTC_TIME, SharedBase
from shared.errors import DomainError, NotFound
from shared.words import KIND_WORDS, status_word


class TransitionNotAllowed(DomainError):
    """The thing is not in a status from which the wished one can be reached."""

    status, error = 409, "transition_not_allowed"
    message = "{kind_word}当前为「{old_word}」，不能变为「{new_word}」。请刷新页面查看最新状态。"


class StatusChange(SharedBase):
    """One line of history: what went from where to where, by whom and why. Never updated, never deleted."""

    __tablename__ = "status_change"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID]
    version: Mapped[int]
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None]
    role: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())


MOVES = (
    select(StatusChange)
    .where(StatusChange.kind == bindparam("of_kind"), StatusChange.subject_id == bindparam("about"))
    .order_by(StatusChange.version)
)


class Workflow:
    """What has a status. A model sets KIND and TRANSITIONS and has the columns `id`, `status` and `version`."""

    KIND: ClassVar[str]
    TRANSITIONS: ClassVar[Mapping[Any, frozenset[Any]]]

    id: Any
    status: Any
    version: Any

    @classmethod
    def locked(cls, session: Session, subject_id: UUID) -> Self:
        """The row as it is now, kept from all others until the transaction ends; raises NotFound."""
        found = session.get(cls, subject_id, with_for_update={"key_share": True}, populate_existing=True)
        if found is None:
            raise NotFound
        return found

    def can_move_to(self, new: StrEnum) -> bool:
        """Whether the table of transitions knows a way from here."""
        return new in self.TRANSITIONS.get(self.status, ())

    def move_to(self, new: StrEnum, *, by: UUID | None, role: str, reason: str | None = None) -> None:
        """Change the status, count the version up and write the history.

        The row is locked and read again first, so that of two simultaneous moves the later one meets what the earlier
        one left. `by` is None for what the system does by itself. Raises TransitionNotAllowed.
        """
        session = object_session(self)
        if session is None:
            raise RuntimeError("a status can only be changed within a session")
        if session.is_modified(self):  # reading the row again would forget what the caller has set before
            session.flush()
        session.refresh(self, with_for_update={"key_share": True})
        old = self.status
        if not self.can_move_to(new):
            raise self._not_allowed(new)
        self.status = new
        self.version += 1
        session.add(
            StatusChange(
                kind=self.KIND,
                subject_id=self.id,
                version=self.version,
                old=str(old),
                new=str(new),
                by=by,
                role=role,
                reason=reason,
            )
        )

    def _not_allowed(self, new: StrEnum) -> TransitionNotAllowed:
        return TransitionNotAllowed(
            kind=self.KIND,
            old=str(self.status),
            new=str(new),
            kind_word=KIND_WORDS[self.KIND],
            old_word=status_word(self.KIND, self.status),
            new_word=status_word(self.KIND, new),
        )


def history_of(session: Session, kind: str, subject_id: UUID) -> list[StatusChange]:
    """All moves of one thing, oldest first."""
    return list(session.scalars(MOVES, {"of_kind": kind, "about": subject_id}))
