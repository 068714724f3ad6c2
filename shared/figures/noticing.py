"""What has been written is counted: no operation has to remember that there are figures."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction


def tell_what_is_written(subject_of: Callable[[object], UUID | None], tell: Callable[[Session, UUID], None]) -> None:
    """Once a transaction, tell of every subject of which something was written.

    Counting itself reads what is true then, so it needs to know no more than whom to count.
    """

    @event.listens_for(Session, "after_flush")
    def notice(session: Session, _: UOWTransaction) -> None:
        written = [one for one in session.dirty if session.is_modified(one)]
        told: set[UUID] = session.info.setdefault(tell, set())
        for one in (*session.new, *written, *session.deleted):
            subject = subject_of(one)
            if subject is not None and subject not in told:
                told.add(subject)
                tell(session, subject)
