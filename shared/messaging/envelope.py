"""What travels: a message with its sender and its one receiver, signed as a whole.

Registered with kombu as the serializer `signed`, the only content a worker accepts, and which Celery cannot write.
Signature, sender and shape are checked before Celery sees anything: with plain JSON one malformed body ends a Celery
5.7 worker for good.
"""

import base64
import hashlib
from typing import Any
from uuid import UUID, uuid4

import msgspec
from cryptography.exceptions import InvalidSignature
from kombu.exceptions import DecodeError
from kombu.serialization import register

from shared.keys import checking_key, current_key, private_key
from shared.settings import SERVICES

SERIALIZER = "signed"
CONTENT_TYPE = "application/x-zhicheng-signed"
MAX_BYTES = 256 * 1024  # messages hold ids, statuses and summaries; a larger one is a mistake or an attack
NO_CALLBACKS = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message on its way to one receiver."""

    id: UUID
    sender: str
    receiver: str
    name: str
    schema_version: int
    aggregate_type: str
    aggregate_id: str
    aggregate_version: int
    payload: dict[str, Any]
    headers: dict[str, str]

    @property
    def payload_sha256(self) -> bytes:
        """A fingerprint of what is said: the same id with another fingerprint is not the same message."""
        return hashlib.sha256(msgspec.json.encode([self.receiver, self.payload], order="deterministic")).digest()


def in_passing(sender: str, queue: str, name: str, about: tuple[str, str], payload: dict[str, Any]) -> Envelope:
    """A message that has no row in an outbox, as nothing is lost with it; `about` is the kind of a thing and its id."""
    aggregate_type, aggregate_id = about
    return Envelope(
        id=uuid4(),
        sender=sender,
        receiver=f"{queue}.{name}",
        name=name,
        schema_version=1,
        aggregate_type=aggregate_type,
        aggregate_id=aggregate_id,
        aggregate_version=0,
        payload=payload,
        headers={},
    )


class _Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sender: str
    key: str
    signature: str
    body: str


class Laid(msgspec.Struct, rename={"content_type": "content-type"}):
    """A message as it lies in the broker: of all that Celery writes there, what a worker of ours looks at."""

    body: str
    content_type: str
    headers: dict[str, Any]


def laid(envelope: Envelope) -> bytes:
    """The envelope, signed, as a worker finds it in its queue."""
    body = base64.b64encode(signed(envelope)).decode()
    return msgspec.json.encode(Laid(body, CONTENT_TYPE, named(envelope)))


def named(envelope: Envelope) -> dict[str, Any]:
    """The headers by which Celery knows a message: its task and its id."""
    return {"task": envelope.receiver, "id": str(envelope.id)}


def signed(envelope: Envelope) -> bytes:
    """The envelope with the signature of its sender, by that one's key of now."""
    content = msgspec.json.encode(envelope)
    generation = current_key(f"messages-{envelope.sender}")
    signature = base64.b64encode(private_key(generation).sign(content)).decode()
    return msgspec.json.encode(_Signed(envelope.sender, generation, signature, content.decode()))


def opened(data: bytes | str | memoryview) -> Envelope:
    """The envelope that was signed; raises DecodeError for anything that a service of ours did not sign like this."""
    raw = data.encode() if isinstance(data, str) else bytes(data)
    if len(raw) > MAX_BYTES:
        raise DecodeError(f"a message of {len(raw)} bytes is too large")
    try:
        signed = msgspec.json.decode(raw, type=_Signed)
        if signed.sender not in SERVICES:
            raise DecodeError("unknown sender")
        key = checking_key(f"messages-{signed.sender}", signed.key)
        key.verify(base64.b64decode(signed.signature), signed.body.encode())
        envelope = msgspec.json.decode(signed.body, type=Envelope)
    except (msgspec.MsgspecError, InvalidSignature, ValueError, FileNotFoundError, RecursionError) as error:
        raise DecodeError(f"not a message signed by a service: {type(error).__name__}") from error
    if envelope.sender != signed.sender:
        raise DecodeError("signed by another than the sender")
    return envelope


def loads(data: bytes | str | memoryview) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """The same as Celery expects it."""
    return arguments(opened(data))


def arguments(envelope: Envelope) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """The body of a Celery task whose one argument is an envelope."""
    return [msgspec.to_builtins(envelope)], {}, dict(NO_CALLBACKS)


register(  # type: ignore[no-untyped-call]
    SERIALIZER, None, loads, content_type=CONTENT_TYPE, content_encoding="utf-8"
)
