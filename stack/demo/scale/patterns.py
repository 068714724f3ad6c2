"""A text with slots, and one copy of the demo that says what stands in them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

DISTRICT, UNIT, PERSON = 1, 2, 3
"""What is there once stays; the others come once for each district, for each set of units, for each set of people."""
PREFIX_BITS = 48
WAITING_DAYS, SETTLED_DAYS = 4, 80
"""For how long people have handed in: what waits must not be overdue at once."""

UUID = re.compile(r"(?<![0-9a-f])([0-9a-f]{8})(-?)([0-9a-f]{4})((?:-?[0-9a-f]{4}){3}[0-9a-f]{8})(?![0-9a-f])")
DAY = re.compile(r"(?<![\d-])20\d\d-\d\d-\d\d(?![\d-])")


@dataclass(frozen=True)
class Extent:
    """How many copies there are, and how many of them share their units, and a district."""

    copies: int
    of_units: int
    of_district: int

    def number(self, copy: int, level: int) -> int:
        """Which of its level a copy belongs to."""
        return copy // {PERSON: 1, UNIT: self.of_units, DISTRICT: self.of_district}[level]

    def begins(self, copy: int, level: int) -> bool:
        """Whether it is the first of those that share what is of this level."""
        return copy % {PERSON: 1, UNIT: self.of_units, DISTRICT: self.of_district}[level] == 0


class Copy(dict["Slot", str]):
    """One copy of the demo: what stands in each slot, worked out when it is first asked for."""

    def __init__(self, extent: Extent, ordinal: int) -> None:
        self.extent, self.ordinal = extent, ordinal

    def __missing__(self, slot: "Slot") -> str:
        found = self[slot] = slot(self)
        return found

    def number(self, level: int) -> int:
        """Which one of its level this is."""
        return self.extent.number(self.ordinal, level)


Slot = Callable[[Copy], str]


@dataclass
class Pattern:
    """Literal pieces with a slot between each two."""

    pieces: list[str]
    slots: list[Slot]

    def fill(self, copy: Copy) -> str:
        """The text of one copy."""
        self.pieces[1::2] = map(copy.__getitem__, self.slots)
        return "".join(self.pieces)

    def __add__(self, other: "Pattern") -> "Pattern":
        joint = self.pieces[-1] + other.pieces[0]
        return Pattern([*self.pieces[:-1], joint, *other.pieces[1:]], [*self.slots, *other.slots])


def plain(text: str) -> Pattern:
    """A text without slots."""
    return Pattern([text], [])


def only(slot: Slot) -> Pattern:
    """Nothing but a slot."""
    return Pattern(["", "", ""], [slot])


@cache
def id_prefix(level: int, dash: str) -> Slot:
    """The first twelve digits of every id; ids lie apart from each other and come in order."""

    def prefix(copy: Copy) -> str:
        last = copy.extent.number(copy.extent.copies, level) + 2
        digits = f"{(copy.number(level) + 1) * 2**PREFIX_BITS // last:012x}"
        return f"{digits[:8]}{dash}{digits[8:]}"

    return prefix


@cache
def day(written: str, *, waiting: bool) -> Slot:
    """A day of the demo's, earlier by as many days as the copy is old."""
    of_demo, oldest = date.fromisoformat(written), WAITING_DAYS if waiting else SETTLED_DAYS

    def earlier(copy: Copy) -> str:
        left = copy.extent.copies - 1 - copy.ordinal
        return str(of_demo - timedelta(days=left * oldest // copy.extent.copies))

    return earlier


class Reader:
    """Makes patterns of texts: known words have their slots, ids and the demo's days are found by their form."""

    def __init__(self, words: Mapping[str, Slot], levels: Mapping[str, int], first_day: date) -> None:
        self.words, self.levels, self.first_day = words, levels, str(first_day)
        ordered = sorted(words, key=len, reverse=True)
        known = "|".join(re.escape(word) for word in ordered)
        self.known = re.compile(rf"(?<![0-9])(?:{known})(?![0-9])")

    def read(self, text: str, *, waiting: bool = False) -> Pattern:
        """The pattern of a text."""
        pieces, slots, at = [], [], 0
        for begin, end, slot in sorted(self._found(text, waiting=waiting), key=lambda one: one[0]):
            if begin >= at:
                pieces += [text[at:begin], ""]
                slots.append(slot)
                at = end
        return Pattern([*pieces, text[at:]], slots)

    def _found(self, text: str, *, waiting: bool) -> list[tuple[int, int, Slot]]:
        found = [(one.start(), one.end(), self.words[one[0]]) for one in self.known.finditer(text)]
        for one in UUID.finditer(text):
            level = self.levels.get(one[0].replace("-", ""), 0)
            if level:
                found.append((one.start(), one.end(3), id_prefix(level, one[2])))
        days = (one for one in DAY.finditer(text) if one[0] >= self.first_day)
        return found + [(one.start(), one.end(), day(one[0], waiting=waiting)) for one in days]


def ids_in(text: str) -> set[str]:
    """All ids in a text, without dashes."""
    return {one[0].replace("-", "") for one in UUID.finditer(text)}
