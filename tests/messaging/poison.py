"""What a worker must survive: every shape in which something that is no message of ours may lie in its queue.

Each takes a good message as it lies in the broker, and spoils it. All hold somebody's name, number and phone, of which
no log may tell.
"""

import base64
import json
import pickle
import zlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec

from shared.messaging.acknowledgement import receipt
from shared.messaging.envelope import CONTENT_TYPE, Envelope, laid, signed

NAME, ID_NUMBER, PHONE = "欧阳不可见", "11010519491231002X", "13812345678"
PERSONAL = f"{NAME} {ID_NUMBER} {PHONE}"
MEGABYTE = 1 << 20
PROPERTIES = {"body_encoding": "base64", "delivery_tag": "1", "delivery_info": {"exchange": "", "routing_key": "auth"}}

Wire = dict[str, Any]
Spoil = Callable[[Envelope], bytes | str]


def wire(envelope: Envelope) -> Wire:
    """A message as it is laid into the broker, with what Celery would write round it besides."""
    lying: Wire = json.loads(laid(envelope))
    return lying | {"content-encoding": "utf-8", "properties": PROPERTIES}


def _signed(**values: Any) -> Spoil:
    """Signed by a service, but with other things in it than its contract says."""
    return lambda envelope: json.dumps(wire(msgspec.structs.replace(envelope, **values)))


def _headers(**values: Any) -> Spoil:
    """A good message whose headers, which nobody signs, somebody has changed; None takes one away."""

    def spoil(envelope: Envelope) -> str:
        lying = wire(envelope)
        changed = lying["headers"] | values
        return json.dumps(lying | {"headers": {name: value for name, value in changed.items() if value is not None}})

    return spoil


def _around(**values: Any) -> Spoil:
    """A good message with something else round it."""
    return lambda envelope: json.dumps(wire(envelope) | values)


def _properties(**values: Any) -> Spoil:
    def spoil(envelope: Envelope) -> str:
        lying = wire(envelope)
        return json.dumps(lying | {"properties": lying["properties"] | values})

    return spoil


def _body(content: bytes, content_type: str = CONTENT_TYPE) -> Spoil:
    """Something unsigned where the signed body should be."""
    return _around(**{"body": base64.b64encode(content).decode(), "content-type": content_type})


def _inner(**values: Any) -> Spoil:
    """The signed body with one of its parts changed."""

    def spoil(envelope: Envelope) -> str:
        lying = wire(envelope)
        inner = json.loads(base64.b64decode(lying["body"])) | values
        return json.dumps(lying | {"body": base64.b64encode(json.dumps(inner).encode()).decode()})

    return spoil


def _forged(envelope: Envelope) -> str:
    """Signed by review, who says that it is auth."""
    other = msgspec.structs.replace(envelope, sender="review")
    inner = json.loads(signed(other)) | {"sender": "auth"}
    body = base64.b64encode(json.dumps(inner).encode()).decode()
    return json.dumps(wire(envelope) | {"body": body})


def _bomb(envelope: Envelope) -> str:
    packed = base64.b64encode(zlib.compress(bytes(64 * MEGABYTE))).decode()
    lying = wire(envelope)
    return json.dumps(lying | {"body": packed, "headers": lying["headers"] | {"compression": "application/x-gzip"}})


def _receipt(outcomes: Any) -> Spoil:
    """A receipt for review, signed by auth, that says nothing of sense."""
    return lambda _: json.dumps(wire(receipt("auth", "review", outcomes)))


def _twice(envelope: Envelope) -> str:
    """A message with each of its keys twice."""
    text = json.dumps(wire(envelope))
    return f'{text[:-1]}, "headers": {{"task": "os.system", "id": "1"}}, "body": "e30="}}'


def raw(content: bytes | str) -> Spoil:
    """Whatever the good message is."""
    return lambda _: content


PLAIN, PICKLE = "application/json", "application/x-python-serialize"
CALL = json.dumps([[{"name": PERSONAL}], {}, {}]).encode()

CORPUS: dict[str, Spoil] = {
    # No message at all.
    "words": raw(f"not json {PERSONAL}"),
    "empty": raw(""),
    "binary": raw(bytes(range(256)) * 40),
    "half a character": raw(b'{"a": "\xe6"}'),
    "list": raw("[]"),
    "full list": raw(json.dumps([PERSONAL] * 3)),
    "number": raw("7"),
    "null": raw("null"),
    "text": raw(json.dumps(PERSONAL)),
    "empty object": raw("{}"),
    "other object": raw(json.dumps({"a": 1, "name": PERSONAL})),
    "not a number": raw("NaN"),
    "huge number": raw('{"properties": ' + "9" * 5000 + "}"),
    "large exponent": raw('{"properties": 1e999999}'),
    "deep list": raw("[" * 100_000 + "]" * 100_000),
    "deep object": raw('{"properties": ' * 100_000 + "1" + "}" * 100_000),
    "ten megabytes": raw("x" * 10 * MEGABYTE),
    "ten megabytes of JSON": raw(json.dumps({"a": "x" * 10 * MEGABYTE})),
    **{
        f"{kind} that is none": raw(json.dumps({"properties": {"__type__": kind, "__value__": {"hex": 7}}}))
        for kind in ("uuid", "date", "datetime", "time", "bytes", "base64", "of the future")
    },
    "decimal that is none": raw('{"properties": {"__type__": "decimal", "__value__": "x"}}'),
    "cut off": lambda envelope: json.dumps(wire(envelope))[:-40],
    # Something else round the signed body.
    "no headers": _around(headers=None),
    "headers a list": _around(headers=["task", PERSONAL]),
    "headers a text": _around(headers=PERSONAL),
    "no content type": _around(**{"content-type": None}),
    "no body": _around(body=None),
    "body a number": _around(body=7),
    "body not base64": _around(body=f"*{PERSONAL}*"),
    "all keys twice": _twice,
    # What nobody has signed.
    "plain call": _body(CALL, PLAIN),
    "plain call under our type": _body(CALL),
    "pickle": _body(pickle.dumps(PERSONAL), PICKLE),
    "pickle under our type": _body(pickle.dumps(PERSONAL)),
    "yaml": _body(PERSONAL.encode(), "application/x-yaml"),
    "body of wrong shape": _body(json.dumps({"a": PERSONAL}).encode()),
    "deep body": _body(b"[" * 100_000),
    "ten megabytes of body": _body(b"x" * 10 * MEGABYTE),
    "arguments too many": _body(json.dumps([[1, 2, PERSONAL], {"x": 1}, {}]).encode(), PLAIN),
    "no signature": _inner(signature=""),
    "wrong signature": _inner(signature=base64.b64encode(b"x" * 64).decode()),
    "key of a stranger": _inner(key="../tokens"),
    "unknown sender": _inner(sender=PERSONAL),
    "changed after signing": _inner(body=json.dumps({"id": str(uuid4()), "name": PERSONAL})),
    "signed by another": _forged,
    "compressed without end": _bomb,
    # Headers, which nobody signs.
    "name swapped": _headers(task="review.assign_case"),
    "name of another's task": _headers(task="os.system"),
    "name a list": _headers(task=["review.mirror_unit"]),
    "name missing": _headers(task=None),
    "id swapped": _headers(id=str(uuid4())),
    "id a number": _headers(id=7),
    # Signed, and wrong all the same.
    "for another service": _signed(receiver="profile.mirror_unit"),
    "for nobody": _signed(receiver="review.of_the_future", payload={"name": PERSONAL}),
    "another message's name": _signed(name="person.changed"),
    "unknown message": _signed(name="unit.exploded"),
    "of the future": _signed(schema_version=99),
    "without payload": _signed(payload={}),
    "payload of wrong types": _signed(payload={"unit_id": 7, "unit_name": [PERSONAL]}),
    "a text that no database holds": lambda envelope: _signed(
        payload=envelope.payload | {"unit_name": f"{PERSONAL}\x00"}
    )(envelope),
    "about half a character": _signed(aggregate_id="\x00"),
    "version too large": _signed(aggregate_version=2**70),
    "receipt of wrong shape": _receipt(7),
    "receipt for what is no id": _receipt({PERSONAL: "applied"}),
}
"""Each is refused, and said once why."""

HARMLESS: dict[str, Spoil] = {
    "later": _headers(eta="2999-01-01T00:00:00+00:00"),
    "no time at all": _headers(eta=PERSONAL),
    "expired": _headers(expires="2001-01-01T00:00:00+00:00"),
    "time limits": _headers(timelimit=[0.001, 0.001]),
    "time limits a text": _headers(timelimit=PERSONAL),
    "tried too often": _headers(retries=PERSONAL),
    "wants an answer": _headers(reply_to=PERSONAL, ignore_result=False),
    "stamps": _headers(stamped_headers=7, stamps=PERSONAL),
    "group and chord": _headers(group=PERSONAL, chord=PERSONAL),
    "no properties": _around(properties=None),
    "properties a list": _around(properties=[PERSONAL]),
    "no delivery tag": _properties(delivery_tag=None),
    "delivery tag an object": _properties(delivery_tag={"a": 1}),
    "delivery info a text": _properties(delivery_info=PERSONAL),
    "unknown encoding": _properties(body_encoding=PERSONAL),
    "unknown character set": _around(**{"content-encoding": "klingon"}),
    "replay": lambda envelope: json.dumps(wire(envelope)),
}
"""A good message of which only things are changed that nobody believes: it acts as ever."""
