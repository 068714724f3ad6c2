"""What reads what others send refuses it in its own words, whatever it is: nothing else is ever raised.

Good input is spoilt in a few places, always in the same ways: there is nothing to seed. `make long` does it a
million times.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import NamedTuple

import pytest
from kombu.exceptions import DecodeError

from shared.catalogue.identity import GB_11643_TYPES, NUMBER_FORMS, id_number_fault, normalised_id_number
from shared.messaging.envelope import loads, signed
from shared.sheets import SheetRefused, read_sheet
from tests.messaging.test_envelope import some_envelope
from tests.sheets.builders import COLUMNS, NUMBER, ROW, csv_text, xlsx

SIGNS = [
    *"0123456789Xx ٣²１\x00\x1f\ud800\u202e字😀\r\n,;\"'{}[]\\/=+-",
    "",
    "1e309",
    "NaN",
    '"a":',
    "&#0;",
    "<!ENTITY",
]
SHORT = 200

pytestmark = pytest.mark.usefixtures("keys")


class Reader(NamedTuple):
    """What is read, from what good input, and how often in a long run: a million altogether."""

    good: Callable[[], bytes]
    read: Callable[[bytes], object]
    often: int


def number_of(content: bytes) -> str:
    number = normalised_id_number(content.decode("utf-8", "surrogateescape"))
    return "".join(id_number_fault(number, id_type) for id_type in (*GB_11643_TYPES, *NUMBER_FORMS))


def envelope_of(content: bytes) -> None:
    with suppress(DecodeError):
        loads(content)


def sheet_of(content: bytes) -> None:
    with suppress(SheetRefused):
        read_sheet(content, COLUMNS)


READERS = {
    "ID numbers": Reader(NUMBER.encode, number_of, 640_000),
    "envelopes": Reader(lambda: signed(some_envelope()), envelope_of, 300_000),
    "CSV": Reader(lambda: csv_text((ROW, ROW)).encode(), sheet_of, 58_000),
    "Excel": Reader(lambda: xlsx(ROW, ROW), sheet_of, 2_000),
}


@pytest.mark.parametrize("what", READERS)
def test_nothing_that_others_send_raises_anything_but_a_refusal(what: str) -> None:
    read_spoilt(READERS[what], SHORT)


@pytest.mark.long
def test_nor_does_any_of_a_million() -> None:
    for reader in READERS.values():
        read_spoilt(reader, reader.often)
    assert sum(reader.often for reader in READERS.values()) == 1_000_000


def read_spoilt(reader: Reader, times: int) -> None:
    chance, good = Random(times), reader.good()
    for _ in range(times):
        content = spoilt(good, chance)
        try:
            reader.read(content)
        except Exception as error:
            raise AssertionError(content) from error


def spoilt(good: bytes, chance: Random) -> bytes:
    """With up to four places replaced, left out, doubled or cut off."""
    content = bytearray(good)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        end = start + chance.choice((0, 1, 1, 2, 8))
        sign = chance.choice(SIGNS).encode("utf-8", "surrogatepass")
        new = chance.choice((sign, sign, sign, b"", bytes(content[start:end]) * 2, bytes([chance.randrange(256)])))
        content[start : len(content) if chance.random() < 0.02 else end] = new
    return bytes(content)
