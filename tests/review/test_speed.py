"""A desk of 3,000 people, and one of fifty units, answers from indexes, whatever is filtered, sorted or searched."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from services.review.db import db
from shared.auth import Actor, Role
from tests.review.builders import bearer, staff, unit

UNITS = 50
PAGE = 30
MOST_ROWS = 12_000  # that one statement may look at: what is under way within reach, or closed in the unit
SLOW_MS = 50
TRIES = 5  # another process may have had the processor: slow is what is slow every time
SORTS = ("due", "submitted", "newest", "name")
FILTERS: list[dict[str, Any]] = [
    *({"status": status} for status in ("queued", "assigned", "decided", "closed")),
    {},
    {"age": "late"},
    {"age": "today", "status": "assigned"},
    {"age": "fine", "status": "queued"},
    {"kind": "change", "status": "closed"},
    {"title_series": "05", "title_level": "1"},
    {"title_series": "none", "status": "closed"},
    {"warnings": "true", "status": "assigned"},
    {"holder": "mine"},
    {"holder": "mine", "status": "assigned", "age": "soon"},
    {"holder": "unassigned"},
    {"q": "欧阳"},
    {"q": "芬", "status": "closed"},
    {"q": "20001"},
]
CASES = """
INSERT INTO review_case (id, kind, subject_id, subject_version, submission_id, number, person_id, unit_id, status,
    account, person_name, name_key, title_series, title_level, warnings, submitted_at, opened_at, due_at,
    reviewer_id, reviewer_role, outcome, closed_at)
SELECT gen_random_uuid(), CASE WHEN n % 3 = 0 THEN 'change' ELSE 'record' END, gen_random_uuid(), 1,
    gen_random_uuid(), 1, gen_random_uuid(), :unit, status, (20000000 + n)::text, name, name,
    CASE WHEN n % 7 > 0 THEN lpad((n % 28 + 1)::text, 2, '0') END, CASE WHEN n % 7 > 0 THEN (n % 5 + 1)::text END,
    CASE WHEN n % 9 = 0 THEN 2 ELSE 0 END, now() - n * interval '7 minutes', now(),
    now() + (n % 20 - 4) * interval '1 day',
    CASE WHEN status = 'queued' THEN NULL WHEN n % 5 = 0 THEN :me ELSE gen_random_uuid() END,
    CASE WHEN status = 'queued' THEN NULL ELSE 'unit_reviewer' END,
    CASE WHEN status = 'closed' THEN 'approved' END, CASE WHEN status = 'closed' THEN now() END
FROM generate_series(1, :number) n
CROSS JOIN LATERAL (SELECT
    (ARRAY['queued', 'assigned', 'assigned', 'decided', 'closed', 'closed', 'closed', 'closed'])[n % 8 + 1] AS status,
    (ARRAY['王', '李', '张', '刘', '欧阳', '陈'])[n % 6 + 1] || (ARRAY['建', '秀', '晓', '国'])[n % 4 + 1]
        || (ARRAY['芬', '华', '明', '伟', '英'])[n % 5 + 1] AS name) made
"""
STAGES = """
INSERT INTO stage (id, case_id, position, unit_id, reviewer_id, due_at)
SELECT gen_random_uuid(), id, 1, unit_id, reviewer_id, due_at FROM review_case
"""


@contextmanager
def statements_about_cases() -> Iterator[list[tuple[str, Any]]]:
    """What the service asks of the table of cases, meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if "review_case" in statement:
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def explained(statement: str, parameters: Any) -> dict[str, Any]:
    with db.at_once() as connection:
        ran = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        found: dict[str, Any] = ran.scalar_one()[0]
        return found


def looked_at(plan: dict[str, Any]) -> int:
    """How many cases a statement has touched."""
    scans = [node for node in nodes(plan) if node.get("Relation Name") == "review_case"]
    assert [node for node in scans if node["Node Type"] == "Seq Scan"] == []
    rows = [(node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans]
    return round(sum(rows))


@pytest.fixture
def desks() -> dict[str, Actor]:
    """A reviewer of one large unit, and a superior over fifty smaller ones."""
    large, city = unit(name="大单位"), unit(name="某市")
    one, over = staff((Role.UNIT_REVIEWER, large)), staff((Role.SUPERIOR_ADMIN, city))
    places = [(large, 6000, one), *((unit(city, name=f"第{number}单位"), 160, over) for number in range(UNITS))]
    with db.transaction() as session:
        for unit_id, number, me in places:
            session.execute(text(CASES), {"unit": unit_id, "number": number, "me": me.id})
        session.execute(text(STAGES))
    with db.at_once() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE review_case, stage")
    return {"unit": one, "superior": over}


def statements_of(client: FlaskClient, actor: Actor, narrowed: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What two pages of a list and the next case ask for."""
    with statements_about_cases() as seen:
        client.get("/cases/next", query_string=narrowed, headers=bearer(actor))
        query = {**narrowed, "limit": PAGE}
        for _ in range(2):
            answer = client.get("/cases", query_string=query, headers=bearer(actor))
            assert answer.status_code == 200, answer.get_json()
            query["cursor"] = answer.get_json()["next"]
            if not query["cursor"]:
                break
    yield from dict(seen).items()  # the second page asks as the first did, but for its cursor


def page_statement(client: FlaskClient, actor: Actor, narrowed: dict[str, Any]) -> tuple[str, Any]:
    """What one page is found by, without its counts."""
    with statements_about_cases() as seen:
        client.get("/cases", query_string={**narrowed, "limit": PAGE}, headers=bearer(actor))
    (found,) = [one for one in seen if "LATERAL" in one[0] and "count(" not in one[0]]
    return found


def test_no_statement_of_the_desk_reads_all_cases_or_takes_long(client: FlaskClient, desks: dict[str, Actor]) -> None:
    for desk, actor in desks.items():
        for place, narrowed in enumerate(FILTERS):
            for sort in SORTS if "status" in narrowed else SORTS[place % 2 :: 2]:
                for statement, parameters in statements_of(client, actor, {**narrowed, "sort": sort}):
                    tries = (explained(statement, parameters) for _ in range(TRIES))
                    plan = next(tries)
                    assert looked_at(plan["Plan"]) < MOST_ROWS, (desk, narrowed, sort, statement)
                    while plan and plan["Execution Time"] >= SLOW_MS:
                        plan = next(tries, {})
                    assert plan, (desk, narrowed, sort, statement)


def test_a_page_looks_at_no_more_than_it_could_show_of_each_unit_and_a_search_uses_its_index(
    client: FlaskClient, desks: dict[str, Actor]
) -> None:
    for desk, places in (("unit", 1), ("superior", UNITS)):
        for sort in SORTS:
            page = page_statement(client, desks[desk], {"status": "closed", "sort": sort})
            # Cases of equal rank may be read a little further.
            assert looked_at(explained(*page)["Plan"]) <= (PAGE + 1) * places * 2, (desk, sort)
    searched = page_statement(client, desks["unit"], {"q": "200010", "status": "closed"})

    assert "review_case_search" in {node.get("Index Name") for node in nodes(explained(*searched)["Plan"])}
