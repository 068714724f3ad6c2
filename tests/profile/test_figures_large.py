"""统计 of 3,000 people in 50 units: no statement looks at more than a few thousand rows, however long the lists are."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from services.profile.cli import FIGURES
from services.profile.db import db
from services.profile.models import Counted, Person, Record, Unit
from shared.auth import Role
from tests.explained import rows_looked_at, statements_of
from tests.profile.counting import asked

PEOPLE, UNITS, CITIES = 3_000, 50, 5
MOST_ROWS = 10_000  # of the 18,000 marks: far less than 50 ms
MOST_STATEMENTS = 12


def numbered(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


PROVINCE, HOSPITAL = numbered(1, 0), numbered(1, 20)


def superior_of(number: int) -> UUID | None:
    if number == 0:
        return None
    return PROVINCE if number <= CITIES else numbered(1, 1 + number % CITIES)


def marks_of(number: int) -> dict[str, str]:
    return {
        "status": ("draft", "pending", "approved", "returned")[number % 4],
        "completeness": str(20 * (number % 6)),
        "level": str(1 + number % 5),
        "education": ("11", "21", "31")[number % 3],
        "born": str(1960 + number % 45),
        "submitted": f"2026-03-{1 + number % 31:02}",
    }


@pytest.fixture
def province(clean: None) -> None:
    """Everybody, with the marks that counting would give, and the sums that follow."""
    units = [
        {"id": numbered(1, number), "name": f"单位{number:02}", "superior_id": superior_of(number)}
        for number in range(UNITS)
    ]
    people = [
        {"id": numbered(2, number), "account": f"{number:08}", "name": f"人员{number}", "unit_id": of_person(number)}
        for number in range(PEOPLE)
    ]
    marks = [
        {"subject_id": person["id"], "unit_id": person["unit_id"], "dimension": dimension, "value": value}
        for number, person in enumerate(people)
        for dimension, value in marks_of(number).items()
    ]
    with db.transaction() as session:
        session.execute(insert(Unit).values(code="", nature="", region="", closed=False, version=1), units)
        usual = {"id_type": "01", "encrypted_id_number": "", "is_professional": True, "active": True, "version": 1}
        session.execute(insert(Person).values(**usual), people)
        session.execute(insert(Record).values(status="draft"), [{"id": person["id"]} for person in people])
        session.execute(insert(Counted).values(series="04", detail=""), marks)
    FIGURES.mend()
    with db.at_once() as connection:
        connection.execute(text("ANALYZE"))


def of_person(number: int) -> UUID:
    """A third of all is in one hospital, the others are spread."""
    return HOSPITAL if number % 3 == 0 else numbered(1, number % UNITS)


def test_no_statement_of_any_figure_looks_at_many_rows(client: FlaskClient, province: None) -> None:
    days = {"first": "2026-03-01", "last": "2026-03-31"}
    lists = [
        {"path": "/figures/people", "dimension": "status", "value": "pending"},
        {"path": "/figures/people", "dimension": "age", "value": "31-35", "series": "04"},
    ]
    for grant in ((Role.SUPERIOR_ADMIN, PROVINCE), (Role.UNIT_REVIEWER, HOSPITAL)):
        for query in (days, *lists):
            with statements_of(db) as statements:
                asked(client, *grant, **query)
            assert len(statements) < MOST_STATEMENTS
            rows = {statement: rows_looked_at(db, (statement, values)) for statement, values in statements}
            assert max(rows.values()) < MOST_ROWS, max(rows, key=lambda statement: rows[statement])
    whole = asked(client, Role.SUPERIOR_ADMIN, PROVINCE, **days)
    assert (whole["people"], sum(day["count"] for day in whole["submitted"])) == (PEOPLE, PEOPLE)
    with db.reading() as session:
        assert list(FIGURES.differing_sums(session)) == []
