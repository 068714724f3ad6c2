"""The commands about deliveries to partners; `zhicheng partner` calls them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import click

from services.profile import delivery_queries, sending_queries
from services.profile.db import db
from services.profile.models import ShareStatus
from services.profile.operations import operating
from services.profile.operations.partners import partner_of_key
from services.profile.operations.resending import resend_all

NOBODY = UUID(int=0)  # the audit log names who typed
Printing = Callable[[Callable[..., Any]], click.Command]

with_reason = click.option("--reason", required=True)


def partner_commands(printing: Printing) -> None:
    """Add to the service's command line: list, try again, stop, go on, send everything again and how far that is."""

    @printing
    @click.option("--partner")
    @click.option("--state", type=click.Choice([str(status) for status in ShareStatus]))
    @click.option("--older", type=click.IntRange(0))
    @click.option("--person")
    @click.option("--reason")
    @click.option("--share", type=click.UUID)
    def partner_deliveries(share: UUID | None, state: str | None, **wanted: Any) -> dict[str, Any]:
        """How deliveries stand, or how the attempts of one went."""
        with db.reading() as session:
            if share is not None:
                return {"attempts": delivery_queries.attempts_of(session, share)}
            status = ShareStatus(state) if state else None
            return {
                "deliveries": delivery_queries.deliveries(session, delivery_queries.Wanted(status=status, **wanted))
            }

    @printing
    @click.argument("share", type=click.UUID)
    @with_reason
    def partner_replay(share: UUID, reason: str) -> dict[str, Any]:
        """Have one share sent again (重新投递)."""
        with db.transaction() as session:
            return {"status": operating.replay(session, share, reason).status}

    @printing
    @click.argument("key")
    @with_reason
    def partner_pause(key: str, reason: str) -> dict[str, Any]:
        """Send nothing to a partner (暂停投递)."""
        with db.transaction() as session:
            operating.pause(session, partner_of_key(session, key), reason)
        return {"paused": True}

    @printing
    @click.argument("key")
    @with_reason
    def partner_resume(key: str, reason: str) -> dict[str, Any]:
        """Go on with a paused partner (恢复投递)."""
        with db.transaction() as session:
            operating.resume(session, partner_of_key(session, key), reason)
        return {"paused": False}

    @printing
    @click.argument("key")
    @with_reason
    def partner_resend_all(key: str, reason: str) -> dict[str, Any]:
        """Send everything again to a partner that has lost its data (全部重新投递)."""
        with db.transaction() as session:
            job = resend_all(session, partner_of_key(session, key), uuid4(), NOBODY, reason)
            return sending_queries.resend_of(session, job.id)

    @printing
    @click.argument("job", type=click.UUID)
    def partner_progress(job: UUID) -> dict[str, Any]:
        """How far everything has been sent again."""
        with db.reading() as session:
            return sending_queries.resend_of(session, job)
