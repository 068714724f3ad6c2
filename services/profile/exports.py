"""The queue `export`: deliveries to the expert site. It has a worker of its own, so that a slow partner blocks no one.

A delivery has three steps, each committed by itself: claim, send (outside any transaction), record. A worker that dies
in between leaves a lease that runs out; the outbox sends the request again until somebody has dealt with it.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.profile import partner
from services.profile.db import db
from services.profile.operations import deliver
from shared.messaging.contracts import ShareRequested
from shared.messaging.inbox import Consumers

exports = Consumers("export", db)


@dataclass(frozen=True)
class Attempt:
    """What was sent, and how the partner answered."""

    delivery: deliver.Delivery
    answer: partner.Answer


def send_due(message: ShareRequested) -> Attempt | None:
    """Claim and send what is due for a share; None if nothing is."""
    with db.transaction() as session:
        delivery = deliver.claim(session, message.share_id)
    if delivery is None:
        return None
    return Attempt(delivery, partner.post(delivery.message_id, delivery.body))


@exports.consumes(ShareRequested, outside=send_due)
def deliver_share(session: Session, attempt: Attempt | None) -> None:
    """A share or its revocation was due, and has been sent: note what came of it."""
    if attempt is not None:
        deliver.record(session, attempt.delivery, attempt.answer)
