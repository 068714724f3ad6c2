"""kombu's Redis transport, less two weaknesses of kombu 5.7 that the tests have met.

What lies in a queue is decoded outside any protection: one line that is not JSON ends the worker (JSONDecodeError or
TypeError, measured). And a message whose acknowledgement to the broker fails stays counted as in work: with a prefetch
of one the worker then never asks for another, so it never notices either that its connection has gone. It lives on and
does nothing.
"""

from typing import Any

import structlog
from kombu.transport import redis

log = structlog.get_logger()


class QoS(redis.QoS):
    """What is in work; what the broker could not be told about is in work no longer all the same."""

    def ack(self, delivery_tag: str) -> None:
        """Tell the broker that a message is done. If it has gone it sends it again later, and the inbox knows it."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            self._quick_ack(delivery_tag)
            raise


class Channel(redis.Channel):
    """A channel that drops what cannot be read as a message, and says so once."""

    QoS = QoS

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[no-untyped-call]
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            log.error("not a message: dropped", error=type(error).__name__)  # noqa: TRY400 - of no use, and it may be long
            return True


class Transport(redis.Transport):
    """The Redis transport with that channel."""

    Channel = Channel
