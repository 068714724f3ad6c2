"""The demo's lines as patterns: column by column, with what is worked out of others worked out anew."""

from collections.abc import Callable, Mapping

from shared.crypto import Sealing, decrypt
from stack.demo.scale.names import Name
from stack.demo.scale.patterns import PERSON, Pattern, only, plain
from stack.demo.scale.reading import Demo
from stack.demo.scale.tables import CODES, OF_CODES, SEALED, Table
from stack.demo.scale.words import BRANCH, Cast

NULL, NEW_LINE, HEX = "\\N", "\\n", "\\\\x"  # as COPY writes them
Fields = Mapping[str, str]

SPOKEN: dict[tuple[str, str, str], tuple[str, Callable[[Name], str]]] = {
    ("auth", "person", "pinyin"): ("name", lambda name: name.whole),
    ("auth", "person", "initials"): ("name", lambda name: name.initials),
    ("review", "review_case", "name_key"): ("person_name", lambda name: name.sorted_by),
}
"""Columns that say how the name in another column is spoken."""


class Lines:
    """The patterns of all tables, by how often their lines come."""

    def __init__(self, demo: Demo, cast: Cast) -> None:
        self.demo, self.cast, self.reader = demo, cast, cast.reader()
        self.sealing = {service: Sealing(f"data-{service}") for service in ("auth", "profile")}
        self.codes = Sealing(CODES)

    def of(self, table: Table) -> dict[int, Pattern]:
        """All lines of each level as one pattern."""
        found: dict[int, Pattern] = {}
        for line in self.demo.lines[table]:
            level = self.demo.level_of(line)
            if level:
                found[level] = found.get(level, plain("")) + self.line(table, line)
        return found

    def line(self, table: Table, line: str) -> Pattern:
        """One line with its end."""
        fields = dict(zip(table.columns, line.split("\t"), strict=True))
        waiting, whole = self.demo.waits(line), plain("")
        for place, name in enumerate(fields):
            whole += plain("\t" if place else "") + self._column(table, name, fields, waiting=waiting)
        return whole + plain("\n")

    def _column(self, table: Table, name: str, fields: Fields, *, waiting: bool) -> Pattern:
        column = (table.service, table.name, name)
        if column in SEALED and fields[name] != NULL:
            row, value = fields.get("id") or fields["person_id"], fields[name]
            if table.name in OF_CODES:
                return self._sealed_code(SEALED[column], row, value)
            return self._sealed(table.service, SEALED[column], row, value, waiting=waiting)
        if column in SPOKEN:
            of_name, form = SPOKEN[column]
            known = fields[of_name] in self.cast.names
            return only(self.cast.name(fields[of_name], form)) if known else plain(fields[name])
        if column == ("auth", "unit", "search"):
            return self._unit_search(fields)
        return self.reader.read(fields[name], waiting=waiting)

    def _sealed(self, service: str, place: str, row: str, value: str, *, waiting: bool) -> Pattern:
        sealing, own = self.sealing[service], self.reader.read(row)
        content = self.reader.read(decrypt(value, place=place + row), waiting=waiting)
        return only(lambda copy: sealing.seal(content.fill(copy), place=place + own.fill(copy)))

    def _sealed_code(self, place: str, row: str, value: str) -> Pattern:
        """What a code is known by opens in no copy: it is bound to its person. It lies under the key all the same."""
        own, digest = self.reader.read(row), decrypt(bytes.fromhex(value.removeprefix(HEX)).decode(), place=place + row)
        return only(lambda copy: HEX + self.codes.seal(digest, place=place + own.fill(copy)).encode().hex())

    def _unit_search(self, fields: Fields) -> Pattern:
        """Name, code in small letters, initials and sound, each on a line."""
        name, _, initials, sound = fields["search"].split(NEW_LINE)
        code = self.cast.words[fields["code"]]
        whole = self.reader.read(name) + plain(NEW_LINE) + only(lambda copy: copy[code].lower())
        for spoken, form in ((initials, BRANCH[1]), (sound, BRANCH[2])):
            whole += plain(NEW_LINE + spoken) + only(self.cast.branch(fields["name"], form))
        return whole


def most(demo: Demo, table: Table) -> int:
    """How many lines of a table come with each copy."""
    return sum(demo.level_of(line) == PERSON for line in demo.lines[table])
