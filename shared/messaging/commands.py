"""The commands about messages which every service's command line has; `zhicheng messages` joins them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from shared.db import Database
from shared.messaging import operating, tracing
from shared.messaging.operating import Choice
from shared.messaging.options import choosing, ordering

MOST_LISTED = 1000
Printing = Callable[[Callable[..., Any]], click.Command]


def message_commands(db: Database, printing: Printing) -> None:
    """Add to a service's command line: list, show, replay, discard, trace."""

    @printing
    @choosing
    def messages_list(*, dead: bool, older: int | None, name: str | None) -> list[dict[str, Any]]:
        """Messages that have not arrived, at most a thousand."""
        with db.reading() as session:
            return operating.listed(session, _choice((), dead=dead, older=older, name=name), MOST_LISTED)

    @printing
    @click.argument("message_id", type=click.UUID)
    def messages_show(message_id: UUID) -> dict[str, Any] | None:
        """One message."""
        with db.reading() as session:
            return operating.shown(session, message_id)

    @printing
    @click.argument("numbers", nargs=-1)
    def trace(numbers: tuple[str, ...]) -> list[dict[str, Any]]:
        """What happened here under the numbers of requests, messages or things."""
        with db.reading() as session:
            return tracing.steps(session, set(numbers))

    @printing
    def messages_queues() -> list[dict[str, Any]]:
        """How the queues stand that this service sends to."""
        with db.reading() as session:
            return operating.queues(session)

    @printing
    @ordering
    def messages_replay(**asked: Any) -> list[dict[str, Any]]:
        """Have messages sent again (重发消息)."""
        return _done(db, operating.replay, **asked)

    @printing
    @ordering
    def messages_discard(**asked: Any) -> list[dict[str, Any]]:
        """Give messages up (放弃消息)."""
        return _done(db, operating.discard, **asked)


def _done(
    db: Database,
    deed: Callable[[Session, Choice, str], list[UUID]],
    *,
    ids: tuple[UUID, ...],
    reason: str,
    dry_run: bool,
    **asked: Any,
) -> list[dict[str, Any]]:
    """Do it to the chosen messages and return them as they were; nothing chosen means nothing done."""
    choice = _choice(ids, **asked)
    if not (choice.ids or choice.dead):
        return []
    with db.reading() as session:
        found = operating.listed(session, choice)
    if found and not dry_run:
        with db.transaction() as session:
            deed(session, Choice(ids=[one["id"] for one in found]), reason)
    return found


def _choice(ids: tuple[UUID, ...], *, dead: bool, older: int | None, name: str | None) -> Choice:
    return Choice(ids, dead, None if older is None else timedelta(minutes=older), name)
