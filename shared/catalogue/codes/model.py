"""What a code list is: codes with names, each with the days between which it may be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msgspec import Struct

from shared.catalogue.codes.pinyin import all_syllables, place_of


class Code(Struct, frozen=True, kw_only=True):
    """One code of a list.

    `extension` marks a code of our own, `heading` one that only sums up others and is never chosen,
    `group` is the title under which a form shows it, `above` the names of 省 and 市 with which a county's begins;
    `pinyin` the syllables of a name that was added while the system runs.
    """

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    extension: bool = False
    heading: bool = False
    group: str = ""
    above: tuple[str, ...] = ()
    pinyin: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of which the whole name is put together."""
        return (*self.above, self.name.removeprefix("".join(self.above)))

    @property
    def syllables(self) -> str:
        """The pinyin of the name without tones, separated by blanks; empty for a name of no list."""
        return self.pinyin or " ".join(all_syllables().get(part, "") for part in self.parts)

    def in_force(self, today: date) -> bool:
        """Whether the code may be chosen on this day."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or today <= self.valid_to)


@dataclass(frozen=True)
class CodeList:
    """A list of codes and the standard it was taken from; `source` names the data where it was not typed.

    The codes of a `nested` list lie one under another, as counties do in provinces; a form asks level by level.
    """

    name: str
    standard: str
    entries: tuple[Code, ...]
    source: str = ""
    nested: bool = False

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {entry.code: entry for entry in self.entries}

    def find(self, code: str) -> Code | None:
        """The code, retired or not; None if the list never had it."""
        return self._by_code.get(code)

    def name_of(self, code: str) -> str:
        """The name people read, of retired codes too; the code itself if the list never had it."""
        entry = self.find(code)
        return entry.name if entry else code

    def named(self, name: str, today: date) -> Code | None:
        """The code that has this name, one that may be chosen before a retired one; None if there is none."""
        alike = [entry for entry in self.entries if entry.name == name]
        return next((entry for entry in alike if entry.in_force(today)), next(iter(alike), None))

    def choices(self, today: date) -> list[Code]:
        """What may be chosen on this day, in the order in which a form shows it."""
        return [entry for entry in self.entries if not entry.heading and entry.in_force(today)]

    def search(self, typed: str, today: date) -> list[Code]:
        """Of what may be chosen on this day what was typed, by name or pinyin; names that begin with it come first."""
        places = [(place_of(typed, entry.name, entry.syllables), entry) for entry in self.choices(today)]
        return [entry for wanted in (0, 1) for place, entry in places if place == wanted]


def listed(
    text: str, *, group: str = "", extension: bool = False, heading: bool = False, valid_to: date | None = None
) -> Iterator[Code]:
    """Codes written as "code name code name ..."; names hold no spaces."""
    words = text.split()
    for code, name in zip(words[::2], words[1::2], strict=True):
        yield Code(code=code, name=name, group=group, extension=extension, heading=heading, valid_to=valid_to)
