"""The words of the demo that are others in each copy: people's and units' names, numbers, and what is made of them."""

from collections.abc import Callable, Iterator
from hashlib import sha256

from shared.catalogue.identity import normalised_id_number
from shared.crypto import blind_index, commitment, decrypt
from stack.demo.scale import numbers
from stack.demo.scale.names import Name, name_of
from stack.demo.scale.patterns import DISTRICT, PERSON, Copy, Pattern, Reader, Slot
from stack.demo.scale.reading import Demo, Row, canonical

CITIZEN = "01"
PURPOSE = "person.id_number"
BRANCH = ("第{}分部", "d{}fb", "di{}fenbu")
"""By what the name of a unit's copy differs, the initials of that, and its sound."""


class Cast:
    """Everybody and all units of the demo, with the slot for each of their words."""

    def __init__(self, demo: Demo, copies: int, districts: int) -> None:
        self.demo, self.words = demo, dict[str, Slot]()
        levels = [demo.levels[one["id"].hex] for one in demo.people]
        self.first = {PERSON: demo.next_account, DISTRICT: demo.next_account + copies * levels.count(PERSON)}
        self.last_account = self.first[DISTRICT] + districts * levels.count(DISTRICT) - 1
        self.of_level = {level: levels.count(level) for level in (PERSON, DISTRICT)}
        self.places: dict[int, int] = dict.fromkeys(self.first, 0)
        self.names: dict[str, Callable[[Copy], Name]] = {}
        for unit in demo.units:
            self._admit_unit(unit)
        for person in demo.people:
            self._admit_person(person)
        for number in set(demo.numbers):
            self.words[number] = _counted_on(number, PERSON)
        self._admit_contents()

    def reader(self) -> Reader:
        """What makes patterns of the demo's texts."""
        return Reader(self.words, self.demo.levels, self.demo.first_day)

    def name(self, written: str, form: Callable[[Name], str]) -> Slot:
        """A form of the name that somebody has instead of this one."""
        named = self.names[written]
        return lambda copy: form(named(copy))

    def branch(self, name: str, form: str) -> Slot:
        """By what the name of a unit differs from this one, in one of the forms."""
        level = next(self.demo.levels[unit["id"].hex] for unit in self.demo.units if unit["name"] == name)
        return lambda copy: form.format(copy.number(level) + 1)

    def _admit_unit(self, unit: Row) -> None:
        level, name, code = self.demo.levels[unit["id"].hex], unit["name"], unit["code"]
        if level:
            self.words[name] = lambda copy: name + BRANCH[0].format(copy.number(level) + 1)
            self.words[code] = lambda copy: numbers.unit_code(code, copy.number(level))

    def _admit_person(self, person: Row) -> None:
        level = self.demo.levels[person["id"].hex]
        if not level:
            return
        first, place, of_level = self.first[level], self.places[level], self.of_level[level]
        self.places[level] += 1

        def account(copy: Copy) -> int:
            return first + copy.number(level) * of_level + place

        self.words[person["account"]] = lambda copy: str(account(copy))
        self.names[person["name"]] = lambda copy: name_of(account(copy))
        self.words[person["name"]] = lambda copy: name_of(account(copy)).written
        self._admit_number(person, level)

    def _admit_number(self, person: Row, level: int) -> None:
        number = decrypt(person["id_number"], place=f"person|id_number|{person['id']}")
        if person["id_type"] == CITIZEN:
            birthday = numbers.birthday(number)
            self.words[str(birthday)] = lambda copy: str(numbers.born(birthday, copy.number(level)))
            self.words[number] = lambda copy: numbers.citizen_number(number, copy.number(level))
        else:
            self.words[number] = _counted_on(number, level)
        own = self.words[number]
        self.words[_index(number)] = lambda copy: _index(copy[own])

    def _admit_contents(self) -> None:
        """The hashes of what was handed in, each over its own content as the copy has it, its own number salted."""
        for row in self.demo.contents:
            self._admit_salted(row)
        reader = self.reader()
        for written, digest in _contents(self.demo):
            self.words[digest] = _hashed(reader.read(written))

    def _admit_salted(self, row: Row) -> None:
        salt = decrypt(row["encrypted_salt"], place=f"submission|salt|{row['id']}")
        number = decrypt(row["encrypted_id_number"], place=f"submission|id_number|{row['id']}")
        if own := self.words.get(number):
            self.words[commitment(number, salt)] = lambda copy: commitment(copy[own], salt)


def _contents(demo: Demo) -> Iterator[tuple[str, str]]:
    for row in demo.contents:
        yield canonical(row["content"]), row["sha256"]
    for row in demo.requests:
        wished = {name: row[name] for name in WISHED} | {"entry_id": str(row["entry_id"] or "")}
        yield canonical(wished), sha256(canonical(wished).encode()).hexdigest()


WISHED = ("section", "action", "base_version", "old", "new", "reason", "files")


def _counted_on(number: str, level: int) -> Slot:
    return lambda copy: numbers.counted_on(number, copy.number(level))


def _index(number: str) -> str:
    return blind_index(normalised_id_number(number), purpose=PURPOSE).hex()


def _hashed(content: Pattern) -> Slot:
    return lambda copy: sha256(content.fill(copy).encode()).hexdigest()
