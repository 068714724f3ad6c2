"""What a section, a field and a finding are. The sections themselves are data and lie in `sections/`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from shared.catalogue.codes import CODE_LISTS, Code
from shared.catalogue.documents import Variant

Entry = Mapping[str, Any]


class FieldType(StrEnum):
    """What kind of value a field holds; the JSON form of each is in `values.py`."""

    TEXT = "text"
    LONGTEXT = "longtext"
    NAME = "name"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    CODE = "code"
    CODES = "codes"
    INT = "int"
    DECIMAL = "decimal"
    BOOL = "bool"
    FILES = "attachment"
    ID_NUMBER = "id-number"
    PHONE = "phone"
    EMAIL = "email"


WIDGETS = {
    FieldType.LONGTEXT: "textarea",
    FieldType.DATE: "date",
    FieldType.MONTH: "month",
    FieldType.YEAR: "number",
    FieldType.CODE: "select",
    FieldType.CODES: "checkboxes",
    FieldType.INT: "number",
    FieldType.DECIMAL: "number",
    FieldType.BOOL: "yesno",
    FieldType.FILES: "files",
    FieldType.PHONE: "tel",
    FieldType.EMAIL: "email",
}
LONG_LIST = 50
LENGTHS = {FieldType.TEXT: 100, FieldType.NAME: 50, FieldType.LONGTEXT: 3000, FieldType.EMAIL: 100}


class Lock(StrEnum):
    """Who changes a field: the administrator, nobody (it is derived), the person by request or at any time."""

    ADMIN = "admin"
    DERIVED = "derived"
    CHANGE = "change"
    FREE = "free"


class Sharing(StrEnum):
    """Whether a field may go to the expert site: never, if the person switches it on, on at first."""

    NEVER = "never"
    CHOICE = "choice"
    DEFAULT = "default"


class Severity(StrEnum):
    """An error blocks, a warning is only told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What a check has found in one value."""

    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A finding with its place; no entry means the only one or the whole section, no field the whole entry."""

    section: str
    entry: int | None
    field: str | None
    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class Checked:
    """An entry after checking: `data` holds the values that are valid, in their one written form."""

    data: dict[str, Any]
    errors: list[Problem]
    warnings: list[Problem]


@dataclass(frozen=True, kw_only=True)
class CatalogueContext:
    """What checks must know besides the data: the day in Beijing, and what the administrator keeps of the person."""

    today: date
    name: str = ""
    id_type: str = ""
    id_number: str = ""

    def mirrored(self) -> dict[str, str]:
        """The administrator's facts by field key, without the unknown ones."""
        facts = {"name": self.name, "id_type": self.id_type, "id_number": self.id_number}
        return {key: value for key, value in facts.items() if value}


def as_codes(value: str | Sequence[str] | None) -> Sequence[str]:
    """The codes in the value of a field that holds one or several; none in an empty one."""
    return [value] if isinstance(value, str) and value else value or ()


@dataclass(frozen=True)
class When:
    """A condition on another field of the same entry: it has one of these codes (or, with `other`, any but these)."""

    field: str
    codes: frozenset[str | bool]
    other: bool = False

    def holds(self, entry: Entry) -> bool:
        """Whether the condition is met; never while the other field is empty."""
        value = entry.get(self.field)
        return bool(value) and (value in self.codes) != self.other


class Check(Protocol):
    """A rule about a valid value within its entry."""

    def __call__(self, value: Any, entry: Entry, context: CatalogueContext, /) -> Finding | None:
        """What is wrong, or None."""
        ...


@runtime_checkable
class Implied(Protocol):
    """A check whose field follows from the code that stands in another: by that code, what is expected."""

    field: str
    known: Mapping[str, str]


class Rule(Protocol):
    """A rule about all entries of a section together."""

    def __call__(self, section: "Section", entries: Sequence[Entry], /) -> Iterator[Problem]:
        """Everything that is to be said of the entries."""
        ...


@dataclass(frozen=True)
class Field:
    """One field: everything that validation, form, display, comparison and sharing need to know of it."""

    key: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    required_when: When | None = None
    applies_when: When | None = None
    lock: Lock = Lock.CHANGE
    codes: str = ""
    help: str = ""
    example: str = ""
    unit: str = ""
    empty_text: str = ""
    variants: tuple[Variant, ...] = ()
    group: str = ""
    min_length: int = 1
    length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_files: int = 10
    accept: tuple[str, ...] = ("image/jpeg", "image/png", "application/pdf")
    future: bool = False
    sensitive: bool = False
    personal_number: bool = False  # given to one person only: another with the same has copied it, or mistyped
    sharing: Sharing = Sharing.NEVER
    checks: tuple[Check, ...] = ()

    @cached_property
    def widget(self) -> str:
        """What a form shows: `levels` for a nested list, else as `WIDGETS` says, text if that says nothing."""
        if self.nested:
            return "levels"
        return WIDGETS.get(self.type, "text")

    @property
    def searchable(self) -> bool:
        """Whether its list is too long to be looked through: a form lets people type what they look for."""
        return bool(self.codes) and len(CODE_LISTS[self.codes].entries) >= LONG_LIST

    @property
    def max_length(self) -> int | None:
        """The most characters a text may have; None for what is not text."""
        return self.length or LENGTHS.get(self.type)

    @property
    def shareable(self) -> bool:
        """Whether the person may let it go to the expert site."""
        return self.sharing is not Sharing.NEVER

    @property
    def locked(self) -> bool:
        """Whether it is only shown: the administrator sets it, or it follows from other fields."""
        return self.lock in {Lock.ADMIN, Lock.DERIVED}

    @property
    def free(self) -> bool:
        """Whether it lies outside the snapshot and may be changed any time."""
        return self.lock is Lock.FREE

    def is_required(self, entry: Entry) -> bool:
        """Whether this entry is incomplete without it."""
        return self.required or (self.required_when is not None and self.required_when.holds(entry))

    def choices(self, today: date) -> list[Code]:
        """What may be chosen on this day; empty for a field without a code list."""
        return CODE_LISTS[self.codes].choices(today) if self.codes else []

    @property
    def nested(self) -> bool:
        """Whether its codes lie one under another, so that a form asks level by level."""
        return bool(self.codes) and CODE_LISTS[self.codes].nested

    def retired(self, value: str | Sequence[str] | None, today: date) -> list[Code]:
        """The codes in a value that may not be chosen any more, or not yet; empty for a field without a code list."""
        return [entry for entry in self._named(value) if not entry.in_force(today)]

    def headings(self, value: str | Sequence[str] | None) -> list[Code]:
        """The codes in a value that only sum up others; empty for a field without a code list."""
        return [entry for entry in self._named(value) if entry.heading]

    def _named(self, value: str | Sequence[str] | None) -> list[Code]:
        found = (CODE_LISTS[self.codes].find(code) for code in as_codes(value)) if self.codes else ()
        return [entry for entry in found if entry]


@dataclass(frozen=True, kw_only=True, eq=False)
class Section:
    """One section of the record: one entry, or up to `max_entries`; `summary` names the fields that tell them apart."""

    key: str
    title: str
    fields: tuple[Field, ...]
    many: bool = False
    required: bool = False
    max_entries: int = 1
    summary: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def implied(self, field: Field, code: str) -> dict[str, str]:
        """What a code chosen for a field says about the entry's other fields: a title about its series and level."""
        told = ((other.key, check) for other in self.fields for check in other.checks if isinstance(check, Implied))
        return {key: check.known[code] for key, check in told if check.field == field.key and code in check.known}

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys, in order."""
        return {field.key: field for field in self.fields}

    def mirrored(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Of the given facts those that this section only shows; the `name` of another section is no person's."""
        return {key: value for key, value in facts.items() if key in self.by_key and self.by_key[key].locked}

    def problem(self, found: Finding, *, entry: int | None = None, field: str | None = None) -> Problem:
        """A finding at its place; the message begins with the label that the person sees there."""
        message = f"{self.by_key[field].label}：{found.message}。" if field else f"{found.message}。"
        return Problem(
            section=self.key, entry=entry, field=field, code=found.code, message=message, severity=found.severity
        )

    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields as a form lays them out: title of the group and its fields, in order."""
        grouped: dict[str, list[Field]] = {}
        for field in self.fields:
            grouped.setdefault(field.group, []).append(field)
        return list(grouped.items())
