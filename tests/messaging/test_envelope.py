"""Only what a service of ours signed, whole and unchanged, is ever seen by a worker."""

import base64
import json
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kombu.exceptions import DecodeError

from shared.keys import next_generation, private_key, retire_generations
from shared.messaging.envelope import MAX_BYTES, Envelope, loads, signed
from tests.changing_keys import keys_of_its_own

texts = st.text(max_size=40)
envelopes = st.builds(
    Envelope,
    id=st.uuids(),
    sender=st.sampled_from(["auth", "profile", "review", "notices"]),
    receiver=texts,
    name=texts,
    schema_version=st.integers(0, 9),
    aggregate_type=texts,
    aggregate_id=texts,
    aggregate_version=st.integers(0, 2**31),
    payload=st.dictionaries(texts, texts | st.integers(-(2**40), 2**40) | st.none()),
    headers=st.dictionaries(texts, texts),
)
pytestmark = pytest.mark.usefixtures("keys")


def some_envelope(**values: object) -> Envelope:
    """Any envelope that auth could send."""
    plain = {"id": uuid4(), "sender": "auth", "receiver": "review.mirror_unit", "name": "unit.changed"}
    about = {"aggregate_type": "unit", "aggregate_id": "1", "aggregate_version": 1, "schema_version": 1}
    return Envelope(**(plain | about | {"payload": {}, "headers": {}} | values))


@given(envelopes)
def test_what_a_service_signs_is_read_as_it_was_written(envelope: Envelope) -> None:
    arguments, keywords, embedded = loads(signed(envelope))

    assert msgspec.convert(arguments[0], Envelope) == envelope
    assert (keywords, set(embedded.values())) == ({}, {None})


@given(envelopes, st.data())
def test_no_byte_can_be_changed(envelope: Envelope, data: st.DataObject) -> None:
    sent = json.loads(signed(envelope))
    position = data.draw(st.integers(0, len(sent["body"]) - 1))
    replaced = data.draw(st.characters().filter(lambda one: one != sent["body"][position]))
    sent["body"] = sent["body"][:position] + replaced + sent["body"][position + 1 :]

    with pytest.raises(DecodeError):
        loads(json.dumps(sent))


@given(st.binary(max_size=300) | texts | st.recursive(st.none() | st.text(), st.lists, max_leaves=5).map(json.dumps))
def test_anything_else_is_refused_without_harm(content: str | bytes) -> None:
    with pytest.raises(DecodeError):
        loads(content)


def test_nobody_can_speak_for_another_service() -> None:
    sent = json.loads(signed(some_envelope(sender="auth")))
    forged = msgspec.json.encode(some_envelope(sender="review"))
    sent["body"] = forged.decode()
    sent["signature"] = base64.b64encode(private_key("messages-auth").sign(forged)).decode()

    with pytest.raises(DecodeError, match="another than the sender"):
        loads(json.dumps(sent))


def test_a_changed_key_signs_at_once_and_the_old_one_is_believed_until_it_is_retired(tmp_path: Path) -> None:
    with keys_of_its_own(tmp_path / "keys") as directory:
        old = signed(some_envelope())
        next_generation(directory, "messages-auth")
        new = signed(some_envelope())
        assert loads(old)
        retire_generations(directory, "messages-auth")

        assert loads(new)
        with pytest.raises(DecodeError, match="FileNotFoundError"):
            loads(old)


@pytest.mark.parametrize("key", ["messages-review", "tokens", "../keys/messages-auth", "messages-auth-9"])
def test_a_key_that_is_not_the_senders_is_refused(key: str) -> None:
    sent = json.loads(signed(some_envelope(sender="auth")))

    with pytest.raises(DecodeError, match="not a message signed"):
        loads(json.dumps(sent | {"key": key}))


def test_an_unknown_sender_is_refused() -> None:
    with pytest.raises(DecodeError, match="unknown sender"):
        loads(json.dumps({"sender": "../tokens", "key": "tokens", "signature": "", "body": ""}))


def test_a_message_larger_than_any_of_ours_is_refused_unread() -> None:
    with pytest.raises(DecodeError, match="too large"):
        loads("x" * (MAX_BYTES + 1))


def test_deep_nesting_is_refused_without_harm() -> None:
    with pytest.raises(DecodeError):
        loads("[" * 100_000)
