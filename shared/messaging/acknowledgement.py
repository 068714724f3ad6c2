"""Telling the sender that its message has been dealt with, in small batches and outside any transaction.

A receipt is a task for the sender's worker, laid before what waits there. One that gets lost does no harm: the sender
sends again, the inbox knows the message and answers again.
"""

import threading
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from queue import Empty, SimpleQueue
from time import sleep

import redis
import structlog

from shared.messaging.broker import connect, lay_first
from shared.messaging.envelope import Envelope, in_passing

BATCH = 100
BATCH_SECONDS = 0.2  # nobody waits for a receipt
RECEIVER = "acknowledge"

log = structlog.get_logger()

Outcome = tuple[str, str, str]
"""The sending service, the message's id, what became of it."""


class Acknowledger:
    """Collects outcomes for a moment and gives each sender one receipt.

    The thread starts with the first outcome, and the connection with it, in the process that does the work.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self.outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    @cached_property
    def broker(self) -> redis.Redis:
        """The connection of this process."""
        return connect()

    def acknowledge(self, envelope: Envelope, outcome: str) -> None:
        """Let the sender know, soon."""
        self.outcomes.put((envelope.sender, str(envelope.id), outcome))
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="acknowledger", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            for sender, outcomes in self._batch().items():
                try:
                    lay_first(self.broker, sender, receipt(self.service, sender, outcomes))
                except redis.RedisError as error:  # the sender's resend cures it
                    log.warning("acknowledgement not sent", sender=sender, count=len(outcomes), error=repr(error))

    def _batch(self) -> dict[str, dict[str, str]]:
        """What has become of messages since the first that has not been told; nobody is woken for each."""
        gathered = [self.outcomes.get()]
        sleep(BATCH_SECONDS)
        with suppress(Empty):
            while len(gathered) < BATCH:
                gathered.append(self.outcomes.get_nowait())
        batch: dict[str, dict[str, str]] = defaultdict(dict)
        for sender, message_id, outcome in gathered:
            batch[sender][message_id] = outcome
        return batch


def receipt(service: str, sender: str, outcomes: dict[str, str]) -> Envelope:
    """An envelope back to `sender` that says what became of its messages."""
    return in_passing(service, sender, RECEIVER, ("messages", service), {"outcomes": outcomes})
