"""Export workers to be killed: `python -m tests.profile.storm_workers COUNT` keeps so many alive and prints their ids.

Each takes what is due from the outbox as the relay would, and deals with it as the export worker does, in a hurry.
"""

import os
import sys
from datetime import timedelta
from time import sleep

from services.profile.db import db
from services.profile.exports import exports
from services.profile.operations import breaker, deliver, resending
from shared import outgoing
from shared.logging import configure_logging
from shared.messaging import outbox
from shared.messaging.relay import envelope_of

IDLE_SECONDS = 0.02


def hurry() -> None:
    """All times short, so that a storm of three days takes seconds."""
    outgoing.TOTAL_SECONDS = 0.4
    deliver.LEASE, deliver.LATEST_START_SECONDS = timedelta(seconds=1), 0.5
    deliver.FIRST_PAUSE_SECONDS, deliver.LONGEST_PAUSE_SECONDS = 0.1, 1
    breaker.FIRST_REST, breaker.LONGEST_REST = timedelta(seconds=0.2), timedelta(seconds=1)
    breaker.LOST_PROBE = timedelta(seconds=1)
    outbox.BATCH, outbox.FIRST_RESEND_SECONDS, outbox.LONGEST_RESEND_SECONDS = 5, 1, 2
    resending.A_SECOND = 1000


def work() -> None:
    """Deal with what is due, until killed."""
    while True:
        with db.transaction() as session:
            messages = outbox.claim_due(session, {"export": 0})
        for message in messages:
            envelope = envelope_of("profile", message)
            outcome = exports.receive(exports.receivers[envelope.receiver], envelope)
            if outcome is not None:
                with db.transaction() as session:
                    outbox.finish(session, {message.id: outcome}, ["export"])
        if not messages:
            sleep(IDLE_SECONDS)


def main() -> None:
    """Replace each worker that dies."""
    configure_logging("storm")  # to stderr: what is printed are the ids
    hurry()
    missing = int(sys.argv[1])
    while True:
        for _ in range(missing):
            worker = os.fork()
            if worker == 0:
                work()
            sys.stdout.write(f"{worker}\n")
            sys.stdout.flush()
        os.wait()
        missing = 1


if __name__ == "__main__":
    main()
