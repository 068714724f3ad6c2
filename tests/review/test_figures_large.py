"""统计 of 3,000 cases in 50 units: no statement looks at more than a few thousand rows, however long their past."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from services.review.cli import FIGURES
from services.review.db import db
from services.review.models import Counted
from shared.auth import Actor, Role
from shared.beijing import today
from tests.explained import rows_looked_at, statements_of
from tests.review.builders import bearer, reviewer, staff, unit

CASES, UNITS, CITIES, REVIEWERS = 3_000, 50, 5, 4
MOST_ROWS = 4_000  # a few milliseconds
MOST_STATEMENTS = 14
PAST = 300  # days over which cases were decided


def marks_of(number: int, reviewers: list[Actor]) -> dict[str, tuple[str, str]]:
    """Every third case waits, the others were decided, and half of these had a fault named."""
    day, holder = str(today() - timedelta(days=number % PAST)), str(reviewers[number % REVIEWERS].id)
    if number % 3 == 0:
        late = str(today() + timedelta(days=number % 20 - 10))
        return {"open": (str(today() - timedelta(days=number % 25)), ""), "due": (late, ""), "held": (holder, late)}
    fault = {"returned": (day, ("education", "basic_info.mobile", "")[number % 3])} if number % 2 else {}
    return {"decided": (day, str(number % 30)), "decided_by": (holder, day), **fault}


@pytest.fixture
def desks() -> dict[str, Actor]:
    """A superior over fifty units, and a reviewer of the hospital in which a third of all cases lie."""
    province = unit(name="省")
    cities = [unit(province, name=f"市{number}") for number in range(CITIES)]
    units = [unit(cities[number % CITIES], name=f"单位{number:02}") for number in range(UNITS)]
    hospital, over = units[0], staff((Role.SUPERIOR_ADMIN, province))
    reviewers = [reviewer(hospital) for _ in range(REVIEWERS)]
    marks = [
        {
            "subject_id": UUID(int=number), "unit_id": hospital if number % 3 == 0 else units[number % UNITS],
            "dimension": dimension, "value": value, "detail": detail,
        }
        for number in range(CASES)
        for dimension, (value, detail) in marks_of(number * 7 // 3, reviewers).items()
    ]  # fmt: skip
    with db.transaction() as session:
        session.execute(insert(Counted).values(series="04"), marks)
    FIGURES.mend()
    with db.at_once() as connection:
        connection.execute(text("ANALYZE"))
    return {"superior": over, "unit": reviewers[0]}


def asked(client: FlaskClient, actor: Actor, first: date, **query: Any) -> dict[str, Any]:
    answer = client.get("/figures", query_string=query | {"first": str(first)}, headers=bearer(actor))
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def test_no_statement_of_any_figure_of_cases_looks_at_many_rows(client: FlaskClient, desks: dict[str, Actor]) -> None:
    for actor in desks.values():
        for days in (30, PAST):
            for narrowed in ({}, {"series": "04"}, {"alone": "true"}):
                with statements_of(db) as statements:
                    asked(client, actor, today() - timedelta(days=days - 1), **narrowed)
                assert len(statements) < MOST_STATEMENTS
                rows = {statement: rows_looked_at(db, (statement, values)) for statement, values in statements}
                assert max(rows.values()) < MOST_ROWS, max(rows, key=lambda statement: rows[statement])
    whole = asked(client, desks["superior"], today() - timedelta(days=PAST - 1))
    assert whole["open"]["count"] + whole["decided"]["count"] == CASES
    with db.reading() as session:
        assert list(FIGURES.differing_sums(session)) == []
