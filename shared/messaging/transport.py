"""kombu's Redis transport, less the weaknesses of kombu 5.7 that the tests have met.

What lies in a queue is decoded outside any protection: one line that is not JSON ends the worker (JSONDecodeError or
TypeError, measured), and a good body under forged headers is held back for years, ended after a millisecond or
unpacked to gigabytes. So nothing reaches kombu but what `_checked` made anew from what a service has signed.

And a message whose acknowledgement to the broker fails stays counted as in work: with a prefetch of one the worker then
never asks for another, so it never notices either that its connection has gone. It lives on and does nothing.
"""

import base64
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from kombu.exceptions import DecodeError
from kombu.transport import redis, virtual

from shared.messaging.broker import CredentialsOfNow
from shared.messaging.contracts import queue_of
from shared.messaging.envelope import CONTENT_TYPE, Envelope, Laid, arguments, named, opened

# All that kombu's JSON raises: it also makes UUIDs, dates and decimals of what says that it is one.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)

log = structlog.get_logger()


class NotAMessage(Exception):
    """What lies in the queue is dropped; the message says why and quotes nothing of it."""


class QoS(redis.QoS):
    """What is in work; what the broker could not be told about is in work no longer all the same."""

    def ack(self, delivery_tag: str) -> None:
        """Tell the broker that a message is done. If it has gone it sends it again later, and the inbox knows it."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            self._quick_ack(delivery_tag)
            raise


class Message(virtual.Message):
    """A message of which only that is believed which a service has signed."""

    def __init__(self, payload: Any, channel: Any = None, **options: Any) -> None:
        body, envelope = _checked(payload)
        super().__init__(_as_celery_reads(body, envelope), channel=channel, **options)  # type: ignore[no-untyped-call]
        self._decoded_cache = arguments(envelope)  # or kombu would have the same signature checked again


class Channel(redis.Channel):
    """A channel that drops what is no message of ours, and says so once."""

    QoS = QoS
    Message = Message
    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        """A client for commands that end at once, made once for its pool, where kombu makes one for each of them."""
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[no-untyped-call]
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()  # type: ignore[no-untyped-call]
        return self._kept

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[no-untyped-call]
        if parameters.pop("password", None) is not None:
            del parameters["username"]
            parameters["credential_provider"] = CredentialsOfNow()
        return parameters

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[no-untyped-call]
        except NotAMessage as refusal:
            log.error("not a message: dropped", reason=str(refusal))  # noqa: TRY400 - where it was found says nothing
        except UNREADABLE as error:
            log.error("not a message: dropped", reason=f"not JSON: {type(error).__name__}")  # noqa: TRY400 - the same
        return True


class Transport(redis.Transport):
    """The Redis transport with that channel."""

    Channel = Channel


def _checked(payload: Any) -> tuple[str, Envelope]:
    """The signed body and the envelope in it; raises NotAMessage."""
    try:
        lying = msgspec.convert(payload, Laid)
        envelope = opened(base64.b64decode(lying.body, validate=True))
    except DecodeError as error:
        raise NotAMessage(str(error)) from error
    except ValueError as error:
        raise NotAMessage(f"not as Celery writes it: {type(error).__name__}") from error
    if lying.content_type != CONTENT_TYPE:
        raise NotAMessage("of another content type")
    if not named(envelope).items() <= lying.headers.items():
        raise NotAMessage("its headers name another task or message than was signed")
    return lying.body, envelope


def _as_celery_reads(body: str, envelope: Envelope) -> dict[str, Any]:
    """All about a message made anew from what was signed."""
    return {
        "body": body,
        "content-type": CONTENT_TYPE,
        "content-encoding": "utf-8",
        "headers": {**named(envelope), "lang": "py", "argsrepr": "-", "kwargsrepr": "-", "ignore_result": True},
        "properties": {
            "correlation_id": str(envelope.id),
            "body_encoding": "base64",
            "delivery_tag": str(uuid4()),
            "delivery_info": {"exchange": "", "routing_key": queue_of(envelope.receiver)},
        },
    }
