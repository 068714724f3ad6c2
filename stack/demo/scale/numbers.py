"""Numbers of documents, units and certificates that are valid and belong to nobody else."""

from datetime import date, timedelta

from stdnum.cn import ric, uscc

ORDERS = 500  # of one sex that a place and a day of birth has


def born(template: date, number: int) -> date:
    """A birthday in the same year: what is counted by it stays as it is."""
    days = 1 + number // ORDERS
    return template + timedelta(days=days if template.month <= 6 else -days)


def citizen_number(template: str, number: int) -> str:
    """Of the same place and sex, of another day or order."""
    order = number % ORDERS * 2 + int(template[16]) % 2
    body = f"{template[:6]}{born(birthday(template), number):%Y%m%d}{order:03}"
    return body + str(ric.calc_check_digit(body + "0"))


def birthday(citizen: str) -> date:
    """The birthday that a citizen number says."""
    return date(int(citizen[6:10]), int(citizen[10:12]), int(citizen[12:14]))


def counted_on(template: str, number: int) -> str:
    """A number with the last seven digits counted on: of a passport or a certificate."""
    return f"{template[:-7]}{(int(template[-7:]) + 1 + number) % 10**7:07}"


def unit_code(template: str, number: int) -> str:
    """A 统一社会信用代码 of the same authority, kind and place."""
    body = f"{template[:8]}{number + 1:09}"
    return body + str(uscc.calc_check_digit(body))
