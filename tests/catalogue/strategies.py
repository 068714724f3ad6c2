"""Valid and invalid entries and records for every section, made from the catalogue itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from stdnum.cn import ric

from shared.catalogue import SECTIONS, CatalogueContext, Field, FieldType, Section
from shared.catalogue.checks import (
    Affirmed,
    Matches,
    NotBefore,
    NotBelow,
    OfTitle,
    PastYear,
    PatentNumber,
    Valid,
    months,
    patent_check_digit,
)
from shared.catalogue.codes.titles import SERIES_OF
from shared.catalogue.model import Severity
from shared.catalogue.rules import AtMost, Distinct, ExactlyOne, OneOpenEnd

TODAY = date(2026, 11, 23)
# Names as they are: with the middle dot, of two letters, with characters outside the BMP.
NAMES = ("王伟", "张𬭎", "欧阳修远", "买买提·艾力", "阿布都热合曼·吐尔逊", "Mary-Jane O'Neil")
WORDS = st.text(alphabet="河北省石家庄工程师𬭎·ABc12()", min_size=1, max_size=40)
ADULT, ENOUGH_TIME = 18, 24


@st.composite
def people(draw: st.DrawFn) -> CatalogueContext:
    """Someone of working age with a valid number of a document that tells the birth date."""
    id_type, place = draw(st.sampled_from((("01", "130102"), ("05", "810000"), ("06", "911840"))))
    born = draw(st.dates(TODAY - timedelta(days=365 * 75), TODAY - timedelta(days=366 * 25)))
    sequence = draw(st.integers(1, 999))
    number = f"{place}{born:%Y%m%d}{sequence:03}"
    return CatalogueContext(
        today=TODAY,
        name=draw(st.sampled_from(NAMES)),
        id_type=id_type,
        id_number=number + ric.calc_check_digit(number + "0"),
    )


def month_text(number: int) -> str:
    """The month that so many months make."""
    return f"{(number - 1) // 12:04}-{(number - 1) % 12 + 1:02}"


@st.composite
def times(draw: st.DrawFn, field: Field, entry: dict[str, Any], person: CatalogueContext) -> str:
    """A month or day that agrees with the person's age and with the fields it must not precede."""
    born = person.id_number[6:14]
    if field.key == "birth_date":
        return f"{born[:4]}-{born[4:6]}-{born[6:]}"
    earliest = int(born[:4]) * 12 + int(born[4:6]) + 12 * ADULT
    latest = months(TODAY.isoformat())
    followed = [check for check in field.checks if isinstance(check, NotBefore) and check.field in entry]
    for check in followed:
        earliest = max(earliest, months(entry[check.field]) + check.strict)
    value = month_text(draw(st.integers(earliest, latest if followed else latest - ENOUGH_TIME)))
    return value if field.type is FieldType.MONTH else f"{value}-01"


def texts(field: Field) -> st.SearchStrategy[str]:
    """Text in the form that the field asks for."""
    forms = [check.form for check in field.checks if isinstance(check, Matches)]
    if forms:
        return st.from_regex(forms[0], fullmatch=True)
    return WORDS.filter(lambda text: len(text) <= (field.max_length or 0))


def files(field: Field) -> st.SearchStrategy[list[dict[str, str]]]:
    """Uploaded files."""
    file = st.fixed_dictionaries({"id": st.uuids().map(str), "name": st.just("证书.pdf")})
    return st.lists(file, min_size=1, max_size=field.max_files, unique_by=lambda each: each["id"])


def years(field: Field) -> st.SearchStrategy[int]:
    """Years within the bounds, over where they must be."""
    over = any(isinstance(check, PastYear) for check in field.checks)
    return st.integers(int(field.minimum or 1990), TODAY.year - over)


@st.composite
def patent_numbers(draw: st.DrawFn) -> str:
    """A patent's number with its check digit."""
    digits = draw(st.from_regex("[0-9]{8}|[0-9]{12}", fullmatch=True))
    return f"ZL{digits}.{patent_check_digit(digits)}"


# Numbers of real publications, whose check digits are right.
PUBLISHED = {"ISBN": ("978-7-112-14567-6", "0-306-40615-2"), "ISSN": ("1000-6869", "0378-5955")}


def titles_of(chosen: str) -> st.SearchStrategy[str]:
    """The titles of one series."""
    return st.sampled_from([code for code, series in SERIES_OF.items() if series == chosen])


def fitting(field: Field, entry: dict[str, Any]) -> st.SearchStrategy[Any] | None:
    """A value as the field's checks want it beside what the entry holds already; None if they do not mind."""
    for check in field.checks:
        match check:
            case Affirmed():
                return st.just(True)
            case Valid():
                return st.sampled_from([number for number in PUBLISHED[check.name] if check.is_valid(number)])
            case OfTitle() if check.field in entry:
                return st.just(check.known[entry[check.field]])
            case PatentNumber():
                return patent_numbers()
            case NotBelow() if check.field in entry:
                low = Decimal(entry[check.field])
                return VALUES[field.type](replace(field, minimum=max(field.minimum or low, low)))
    return None


def decimals(field: Field) -> st.SearchStrategy[str]:
    """Numbers within the bounds, in halves, as they are written."""
    low, high = int((field.minimum or 0) * 2), int((field.maximum or 1000) * 2)
    return st.integers(low, high).map(lambda halves: f"{(Decimal(halves) / 2).normalize():f}")


VALUES: dict[FieldType, Callable[[Field], st.SearchStrategy[Any]]] = {
    FieldType.TEXT: texts,
    FieldType.LONGTEXT: texts,
    FieldType.NAME: lambda _field: st.sampled_from(NAMES),
    FieldType.CODE: lambda field: st.sampled_from([code.code for code in field.choices(TODAY)]),
    FieldType.CODES: lambda field: st.lists(
        st.sampled_from([code.code for code in field.choices(TODAY)]), min_size=1, unique=True
    ),
    FieldType.YEAR: years,
    FieldType.INT: lambda field: st.integers(int(field.minimum or 0), int(field.maximum or 99)),
    FieldType.DECIMAL: decimals,
    FieldType.BOOL: lambda _field: st.booleans(),
    FieldType.FILES: files,
    FieldType.PHONE: lambda _field: st.from_regex("1[3-9][0-9]{9}", fullmatch=True),
    FieldType.EMAIL: lambda _field: st.sampled_from(("li.si@example.com", "a@b-c.org.cn")),
}


@st.composite
def entries(draw: st.DrawFn, section: Section, person: CatalogueContext) -> dict[str, Any]:
    """A complete, valid entry as the person sends it, in its one written form."""
    entry: dict[str, Any] = {}
    known = section.mirrored(person.mirrored())
    for field in section.fields:
        if field.locked or (field.applies_when and not field.applies_when.holds(known | entry)):
            continue
        if not field.is_required(known | entry) and not draw(st.booleans()):
            continue
        if field.type in {FieldType.MONTH, FieldType.DATE}:
            entry[field.key] = draw(times(field, entry, person))
        else:
            fits = (
                titles_of(entry["series"]) if field.key == "title_code" and "series" in entry else fitting(field, entry)
            )
            entry[field.key] = draw(VALUES[field.type](field) if fits is None else fits)
    return entry


@st.composite
def sections_with_entry(draw: st.DrawFn) -> tuple[Section, dict[str, Any], CatalogueContext]:
    """A section, a valid entry of it and whose it is."""
    section = draw(st.sampled_from(list(SECTIONS.values())))
    person = draw(people())
    return section, draw(entries(section, person)), person


@st.composite
def records(draw: st.DrawFn) -> tuple[dict[str, list[dict[str, Any]]], CatalogueContext]:
    """A record that may be submitted, and whose it is."""
    person = draw(people())
    record = {}
    for section in SECTIONS.values():
        most = min(section.max_entries, 3)
        number = draw(st.integers(1, most))
        record[section.key] = [draw(entries(section, person)) for _ in range(number)]
        for rule in section.rules:
            obey(rule, section, record[section.key], person)
    record["current_post"][0]["join_unit_date"] = record["basic_info"][0]["work_start_date"]
    return record, person


def obey(rule: object, section: Section, written: list[dict[str, Any]], person: CatalogueContext) -> None:
    """Make entries agree with a rule whose breach is an error."""
    for index, entry in enumerate(written):
        if isinstance(rule, ExactlyOne):
            entry[rule.field] = index == 0
        if isinstance(rule, OneOpenEnd) and index > 0:
            entry[rule.field] = month_text(months(person.today.isoformat()))
        if isinstance(rule, AtMost):
            entry[rule.field] = index < rule.most
        if isinstance(rule, Distinct) and rule.severity is Severity.ERROR:
            entry[rule.fields[0]] = TODAY.year - 1 - index


# For each type, values that a field of it can never hold.
NEVER: tuple[Any, ...] = ({"a": 1}, [[]], "\ue000", "\ud800")
WRONG: dict[FieldType, tuple[Any, ...]] = {
    FieldType.TEXT: (5, True, "字" * 3001),
    FieldType.LONGTEXT: (5, "字" * 5001),
    FieldType.NAME: ("王 伟", "·王伟", "王伟2", "王" * 51, 7),
    FieldType.DATE: ("2023-02-29", "2023-13-01", "23-1-1", "2027-01-01", "1899-12-31", 20200101),
    FieldType.MONTH: ("2023-13", "2023-00", "2026-12", "1899-12", "二〇二〇年", 202001),
    FieldType.YEAR: (1899, 2027, "今年"),
    FieldType.CODE: ("不存在", 1, True, ["01"]),
    FieldType.CODES: ("01", ["不存在"]),
    FieldType.INT: ("一", 1.5, "1e3", True, 10**5000),
    FieldType.DECIMAL: ("一", "1.234", "-1", float("nan"), 1e30, True),
    FieldType.BOOL: ("是的", 1, "yes"),
    FieldType.FILES: ("证书.pdf", [{"id": "1", "name": "a"}], [{"name": "a"}], ["a"], [{"id": None, "name": None}]),
    FieldType.ID_NUMBER: ("11010519491231002Y", "123"),
    FieldType.PHONE: ("12345678901", "1381234567", 13812345678),
    FieldType.EMAIL: ("张三", "a@b", "a b@example.com", "@example.com"),
}


def wrong_values(field: Field) -> tuple[Any, ...]:
    """What this field must refuse."""
    coming = {"2027-01-01", "2026-12"} if field.future else set()
    return (*NEVER, *(value for value in WRONG[field.type] if not isinstance(value, str) or value not in coming))
