"""Sheets of people for imports: rows that are good, and one row for each kind of fault."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from openpyxl import Workbook
from stdnum.cn import ric, uscc

from services.auth.importing.columns import COLUMNS, TITLE
from tests.auth.conftest import Known

HEADINGS = [column.heading for column in COLUMNS]
CARD, PERMIT, PASSPORT = "居民身份证", "港澳台居民居住证", "护照"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "建国志强秀英桂兰文博晓燕雨桐思远知秋明远海涛"
numbers = count(1)


def person_name(number: int) -> str:
    """One of some thousand names."""
    return SURNAMES[number % 16] + GIVEN[number // 16 % 20] + GIVEN[number // 320 % 20]


def card_number(born: str = "", place: str = "130104", *, right: bool = True) -> str:
    """A citizen number that no other row has; not `right`, its check digit is wrong."""
    number = next(numbers)
    body = f"{place}{born or f'{1960 + number // 900 % 40}0615'}{number % 900 + 100}"
    check = str(ric.calc_check_digit(f"{body}0"))
    return body + (check if right else str((int(check) + 1) % 10 if check != "X" else 1))


def same_birthday(number: str) -> str:
    """Another number of somebody born on that day in that place."""
    body = f"{number[:14]}{(int(number[14:17]) + 50) % 1000:03d}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def foreign_code() -> str:
    """A 统一社会信用代码 that nobody has."""
    body = f"91130104{next(numbers):09d}"
    return body + str(uscc.calc_check_digit(body))


@dataclass(frozen=True)
class Places:
    """What the rows of a sheet speak of, as a test has made it."""

    unit: str
    closed: str
    beyond: str
    elsewhere: list[Known]  # people in another unit
    here: list[Known]  # in this one
    disabled: list[Known]


Row = list[Any]


def good(unit: str, nth: int = 0, /, **given: Any) -> Row:
    """A row that can be imported."""
    row = {"name": person_name(nth), "type": CARD, "number": card_number(), "unit": unit, "is": "是"} | given
    return list(row.values())


FAULTY: dict[str, Callable[[Places], Sequence[Row]]] = {
    "missing": lambda at: [good(at.unit, name=None)],
    "formula": lambda at: [good(at.unit, name="=A1")],
    "error_value": lambda at: [good(at.unit, unit="#N/A")],
    "date": lambda at: [good(at.unit, number=date(1990, 1, 1))],
    "merged": lambda at: [good(at.unit, name=MERGED)],
    "scientific": lambda at: [good(at.unit, number="1.3E+17")],
    "rounded": lambda at: [good(at.unit, number=130104199001010013)],
    "too_long": lambda at: [good(at.unit, name="长" * 201)],
    "not_a_choice": lambda at: [good(at.unit, **{"is": "也许"})],
    "name_short": lambda at: [good(at.unit, name="张")],
    "name_long": lambda at: [good(at.unit, name="阿" * 51)],
    "name_digits": lambda at: [good(at.unit, name="张三1")],
    "name_spaces": lambda at: [good(at.unit, name="张 三")],
    "name_dot": lambda at: [good(at.unit, name="·买买提")],
    "name_signs": lambda at: [good(at.unit, name="张三?")],
    "id_length": lambda at: [good(at.unit, number=card_number()[:-1])],
    "id_signs": lambda at: [good(at.unit, number=card_number()[:-2] + "O0")],
    "id_date": lambda at: [good(at.unit, number=card_number("19900230"))],
    "id_age": lambda at: [good(at.unit, number=card_number("20200101"))],
    "id_check_digit": lambda at: [good(at.unit, number=card_number(right=False))],
    "id_form": lambda at: [good(at.unit, type=PASSPORT, number=f"护照{next(numbers)}")],
    "permit_place": lambda at: [good(at.unit, type=PERMIT)],
    "unit_wrong": lambda at: [good(at.unit[:-1] + ("0" if at.unit[-1] != "0" else "1"))],
    "unit_unknown": lambda _: [good(foreign_code())],
    "unit_closed": lambda at: [good(at.closed)],
    "unit_beyond": lambda at: [good(at.beyond)],
    "twice": lambda at: [row := good(at.unit), [*row]],
    "two_people": lambda at: [row := good(at.unit), ["另一人", *row[1:]]],
    "number_taken": lambda at: [good(at.unit, name="别的人", number=at.here.pop().id_number)],
    "elsewhere": lambda at: [good(at.unit, name=NAMESAKE, number=at.elsewhere.pop().id_number)],
    "disabled": lambda at: [good(at.unit, name=NAMESAKE, number=at.disabled.pop().id_number)],
}
MERGED, NAMESAKE = "合并", "张晓梅"


def mixed(at: Places, *, rounds: int = 1, total: int = 0) -> tuple[list[Row], dict[int, str]]:
    """Rows with every kind of fault between good ones, and the numbers of the faulty ones with their kinds."""
    rows: list[Row] = []
    kinds: dict[int, str] = {}
    for kind in list(FAULTY) * rounds:
        rows.append(good(at.unit, len(rows)))
        rows += FAULTY[kind](at)
        kinds[len(rows) + 1] = kind
        if kind == "two_people":
            kinds[len(rows)] = kind
    rows += [good(at.unit, nth) for nth in range(len(rows), total)]
    return rows, kinds


def sheet(rows: Sequence[Row], headings: Sequence[str] = HEADINGS) -> bytes:
    """An Excel file of these rows; a row with the name MERGED shares its first cell with the one above."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = TITLE
    for row in (headings, *rows):
        page.append(list(row))
    for number, row in enumerate(rows, 2):
        if row and row[0] == MERGED:
            page.merge_cells(start_row=number - 1, start_column=1, end_row=number, end_column=1)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
