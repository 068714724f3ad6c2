"""Telling the sender that its message has been dealt with, outside any transaction.

A receipt lies in a list of the sender's at the broker until the sender's relay takes it. One that gets lost does no
harm: the sender sends again, the inbox knows the message and answers again.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from uuid import UUID, uuid4

import msgspec
import redis
import structlog
from kombu.exceptions import DecodeError

from shared.messaging.broker import connect
from shared.messaging.broker_keys import KEY_PREFIX, receipts_key
from shared.messaging.envelope import Envelope, opened, signed

RECEIVER = "acknowledge"

log = structlog.get_logger()


class Acknowledger:
    """What a worker tells senders by; it connects in the process that does the work."""

    def __init__(self, service: str) -> None:
        self.service = service

    @cached_property
    def broker(self) -> redis.Redis:
        """The connection of this process."""
        return connect()

    def acknowledge(self, envelope: Envelope, outcome: str) -> None:
        """Let the sender know. Whatever the broker has, the sender's resend cures it."""
        receipt = signed(receipt_of(self.service, envelope.sender, {str(envelope.id): outcome}))
        try:
            self.broker.lpush(f"{KEY_PREFIX}{receipts_key(envelope.sender)}", receipt)
        except redis.RedisError as error:
            log.warning("acknowledgement not sent", sender=envelope.sender, error=repr(error))


def receipt_of(service: str, sender: str, outcomes: dict[str, str]) -> Envelope:
    """An envelope back to `sender` that says what became of its messages."""
    return Envelope(
        id=uuid4(),
        sender=service,
        receiver=f"{sender}.{RECEIVER}",
        name=RECEIVER,
        schema_version=1,
        aggregate_type="messages",
        aggregate_id=service,
        aggregate_version=0,
        payload={"outcomes": outcomes},
        headers={},
    )


def told(service: str, receipts: Iterable[bytes]) -> dict[str, dict[UUID, str]]:
    """Which service says what of the messages of ours; what is no receipt for us is dropped, and said once."""
    outcomes: dict[str, dict[UUID, str]] = defaultdict(dict)
    for receipt in receipts:
        try:
            envelope = opened(receipt)
            said = msgspec.convert(envelope.payload.get("outcomes"), dict[UUID, str])
        except (DecodeError, msgspec.ValidationError) as error:
            log.error("acknowledgement dropped", reason=str(error))  # noqa: TRY400 - says enough
            continue
        if envelope.receiver != f"{service}.{RECEIVER}":
            log.error("acknowledgement for another service", signed_for=envelope.receiver)
            continue
        outcomes[envelope.sender] |= said
    return outcomes
