"""What can be said of a row without looking at the database."""

from collections.abc import Iterator
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from services.auth.importing.faults import Fault, fault
from shared.catalogue.identity import (
    ANY_HAN,
    GB_11643_TYPES,
    PERMIT,
    birth_date_of,
    id_number_fault,
    name_fault,
)
from shared.sheets import FaultKind
from shared.sheets.model import SENTENCES

SHORTEST_NAME, LONGEST_NAME = 2, 50
YOUNGEST, OLDEST = 16, 100
CARD_DIGITS = 18


def name_faults(name: str) -> Iterator[Fault]:
    """What is wrong with a name; at most one thing."""
    if len(name) < SHORTEST_NAME:
        yield fault("name_short")
    elif len(name) > LONGEST_NAME:
        yield fault("name_long")
    elif any(sign.isdigit() for sign in name):
        yield fault("name_digits")
    elif said := name_fault(name):
        kind = "name_spaces" if ANY_HAN.search(name) and " " in name else "name_dot" if "·" in name else "name_signs"
        yield fault(kind, said=said)


def number_faults(number: str, id_type: str, today: date) -> Iterator[Fault]:
    """What is wrong with the number of a document; at most one thing."""
    if id_type in GB_11643_TYPES:
        yield from _card_faults(number, id_type, today)
    elif said := id_number_fault(number, id_type):
        yield fault("id_form", said=said)


def unit_code_faults(code: str) -> Iterator[Fault]:
    """What is wrong with a 统一社会信用代码."""
    try:
        uscc.validate(code)
    except ValidationError:
        yield fault("unit_wrong")


def _card_faults(number: str, id_type: str, today: date) -> Iterator[Fault]:
    born = birth_date_of(number) if len(number) == CARD_DIGITS else None
    if len(number) != CARD_DIGITS:
        yield fault("id_length", length=len(number))
    elif not (number[:-1].isdecimal() and number[:-1].isascii() and number[-1] in "0123456789X"):
        yield fault("id_signs")
    elif born is None:
        yield fault("id_date")
    elif not YOUNGEST <= (age := _age(born, today)) <= OLDEST:
        yield fault("id_age", age=age)
    elif ric.calc_check_digit(number) != number[-1]:
        rounded = number.endswith("000")  # what Excel leaves of a number of 18 digits
        kind = FaultKind.ROUNDED
        yield Fault(kind, "id_number", SENTENCES[kind]) if rounded else fault("id_check_digit")
    elif id_type == PERMIT and (said := id_number_fault(number, id_type)):
        yield fault("permit_place", said=said)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
