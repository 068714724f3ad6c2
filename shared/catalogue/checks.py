"""Rules about one value within its entry. Each is a small piece of data that a field lists under `checks`."""

# ruff: noqa: D102 - what a check looks for stands with its class; it has no other method.

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shared.catalogue.codes import CODE_LISTS
from shared.catalogue.identity import birth_date_of, sex_of, tells_of_birth
from shared.catalogue.model import CatalogueContext, Entry, Finding, Severity


def months(value: str) -> int:
    """A day or month as a number of months, to reckon with."""
    return int(value[:4]) * 12 + int(value[5:7])


def citizen_number(entry: Entry) -> str:
    """The ID number if the birth date and sex can be read from it, else empty."""
    number = entry.get("id_number", "")
    return number if tells_of_birth(number, entry.get("id_type", "")) else ""


def birth_day(entry: Entry) -> date | None:
    """The birth date, from the ID number where there is one, because the person cannot mistype that."""
    number = citizen_number(entry)
    if number:
        return birth_date_of(number)
    return date.fromisoformat(entry["birth_date"]) if entry.get("birth_date") else None


def years_between(earlier: date, later: date) -> int:
    """Full years, as an age is counted."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


@dataclass(frozen=True)
class Matches:
    """A text has a fixed form."""

    form: str
    message: str

    def __call__(self, value: Any, _entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        return None if re.fullmatch(self.form, value) else Finding("invalid_format", self.message)


@dataclass(frozen=True)
class NotBefore:
    """A date lies not before that of another field of the entry, or (`strict`) after it."""

    field: str
    label: str
    strict: bool = False
    severity: Severity = Severity.ERROR

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        other = entry.get(self.field)
        if not other or value[:7] > other[:7] or (value[:7] == other[:7] and not self.strict):
            return None
        word = "应晚于" if self.strict else "不应早于"
        return Finding("before", f"{word}{self.label}({other}),现在是 {value}", self.severity)


@dataclass(frozen=True)
class AgeBetween:
    """Someone born on this day is of an age at which people work."""

    youngest: int
    oldest: int

    def __call__(self, value: Any, _entry: Entry, context: CatalogueContext, /) -> Finding | None:
        age = years_between(date.fromisoformat(value), context.today)
        if self.youngest <= age <= self.oldest:
            return None
        return Finding("age", f"年龄应在 {self.youngest} 至 {self.oldest} 周岁之间，按此日期为 {age} 周岁，请核对")


@dataclass(frozen=True)
class AgeAtLeast:
    """Something happened at an age at which it can have happened; another age holds if a field has a given code."""

    years: int
    severity: Severity = Severity.ERROR
    exception: tuple[str, str, int] = ("", "", 0)

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        born = birth_day(entry)
        field, code, exceptional = self.exception
        years = exceptional if field and entry.get(field) == code else self.years
        if born is None or months(value) >= months(born.isoformat()) + 12 * years:
            return None
        return Finding("too_young", f"此时不满 {years} 周岁(出生日期 {born.isoformat()}),请核对", self.severity)


@dataclass(frozen=True)
class BirthDateOfIdNumber:
    """The birth date is the one in the ID number."""

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        number = citizen_number(entry)
        born = birth_date_of(number) if number else None
        if born is None or value == born.isoformat():
            return None
        return Finding("differs_from_id_number", f"与证件号码不一致，证件号码中的出生日期是 {born.isoformat()}")


@dataclass(frozen=True)
class SexOfIdNumber:
    """The sex is the one in the ID number; only a warning, because there are cards with a wrong digit."""

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        number = citizen_number(entry)
        if not number or value == sex_of(number):
            return None
        written = "男" if sex_of(number) == "1" else "女"
        return Finding("differs_from_id_number", f"与证件号码不一致，证件号码第 17 位表示{written}性", Severity.WARNING)


@dataclass(frozen=True)
class Valid:
    """A number with a check digit, as python-stdnum knows it (ISBN by ISO 2108, ISSN by ISO 3297)."""

    name: str
    is_valid: Callable[[str], bool]

    def __call__(self, value: Any, _entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        if self.is_valid(value):
            return None
        return Finding("invalid_check_digit", f"不是有效的 {self.name}，请与原件逐位核对（最后一位是校验码）")


@dataclass(frozen=True)
class Affirmed:
    """The person says yes."""

    message: str

    def __call__(self, value: Any, _entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        return None if value is True else Finding("not_affirmed", self.message)


@dataclass(frozen=True)
class NotBelow:
    """A number is not smaller than that of another field."""

    field: str
    label: str

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        other = entry.get(self.field)
        if other is None or Decimal(value) >= Decimal(other):
            return None
        return Finding("too_small", f"不应小于{self.label}（{other}），现在是 {value}")


@dataclass(frozen=True)
class PastYear:
    """A year that is over."""

    def __call__(self, value: Any, _entry: Entry, context: CatalogueContext, /) -> Finding | None:
        if value < context.today.year:
            return None
        return Finding("not_over", f"{value} 年还没有结束，最晚可填 {context.today.year - 1} 年")


@dataclass(frozen=True)
class SameYear:
    """A year agrees with the date in another field; another one is only told."""

    field: str
    label: str

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        other = entry.get(self.field)
        if not other or other[:4] == str(value):
            return None
        return Finding("differs", f"与{self.label}（{other}）不在同一年，请核对", Severity.WARNING)


@dataclass(frozen=True)
class OfTitle:
    """What follows from the title that stands in another field: its series or its level."""

    field: str
    known: Mapping[str, str]
    codes: str

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        expected = self.known.get(entry.get(self.field, ""))
        if expected is None or value == expected:
            return None
        title = CODE_LISTS["title"].name_of(entry[self.field])
        name = CODE_LISTS[self.codes].name_of(expected)
        return Finding("differs_from_title", f"与资格名称不符，{title}属于「{name}」")


@dataclass(frozen=True)
class PatentNumber:
    """A Chinese patent's number: 8 digits before October 2003, 12 since then, a point and the check digit.

    The check digit is the sum of the digits weighted 2-9, 2-5 modulo 11, X for 10 (ZC 0006-2003). Other rights have
    numbers of other forms, which are not judged.
    """

    kind: str
    patents: frozenset[str]

    def __call__(self, value: Any, entry: Entry, _context: CatalogueContext, /) -> Finding | None:
        if entry.get(self.kind) not in self.patents:
            return None
        match = re.fullmatch(r"(?:ZL)? ?(\d{8}|\d{12})\.?([\dX])", value.upper())
        if match is None:
            return Finding("invalid_format", "专利号应为 ZL、8 位或 12 位数字、小数点和 1 位校验码")
        digit = patent_check_digit(match[1])
        if match[2] == digit:
            return None
        return Finding("invalid_check_digit", f"校验码不符，按前面的数字应为 {digit}，请与证书逐位核对")


def patent_check_digit(digits: str) -> str:
    """The check digit of a patent number's 8 or 12 digits (ZC 0006-2003)."""
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False)
    )
    return "0123456789X"[weighted % 11]
