"""统计 of people: what each figure shows, whose it may be, who is behind a number, and how a difference is found."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from services.profile.cli import FIGURES
from services.profile.db import db
from services.profile.models import Counted, Figure, RecordStatus
from services.profile.operations.drafts import keep_draft
from services.profile.operations.entries import add_entry
from shared.auth import Role
from shared.beijing import today
from tests.profile import builders
from tests.profile.builders import UNIT, fill_record, make_record, status_of
from tests.profile.counting import (
    CITY,
    CLINIC,
    PROVINCE,
    asked,
    bars,
    build_units,
    differences,
    headers,
    hear,
    superior,
    title,
)


def test_autosave_counts_nothing() -> None:
    person_id = make_record()
    hear()
    before = told_messages()

    with db.transaction() as session:
        keep_draft(session, person_id, "education", None, {"school": "河北大学"}, base=None)

    assert told_messages() == before


def told_messages() -> int:
    return len(builders.messages("record.written"))


def test_a_request_tells_once_of_a_person_and_counts_nothing_itself() -> None:
    with db.transaction() as session:
        person_id = builders.make_person(session)
        fill_record(session, person_id)

    assert [message["person_id"] for message in builders.messages("record.written")] == [str(person_id)]
    with db.reading() as session:
        assert session.scalars(select(Figure)).all() == []


def test_each_figure_shows_a_person_where_the_record_says(client: FlaskClient) -> None:
    make_record(RecordStatus.PENDING)
    with db.transaction() as session:
        builders.make_person(session)
    hear()

    figures = asked(client, Role.UNIT_REVIEWER, UNIT)

    assert figures["people"] == 2
    assert bars(figures["status"]) == {"draft": 1, "pending": 1}
    assert bars(figures["completeness"]) == {"0-0": 1, "100-100": 1}
    assert bars(figures["submitted"]) == {str(today()): 1}
    assert bars(figures["education"]) == {"20": 1, "-": 1}
    assert figures["title"] == [{"series": "", "level": "", "count": 2}]
    draft = make_record()
    with db.transaction() as session:
        add_entry(session, draft, "title_qualification", title("04", "231", "1"))
    hear()
    narrowed = asked(client, Role.UNIT_REVIEWER, UNIT, series="04")
    assert narrowed["title"] == [{"series": "04", "level": "1", "count": 1}]
    assert bars(narrowed["status"]) == {str(status_of(draft)): 1}


def test_age_bands_move_with_the_calendar(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    make_record()  # born in 1980
    hear()
    shown = {}
    for year in (2030, 2031):
        monkeypatch.setattr("services.profile.figure_queries.today", lambda year=year: date(year, 1, 1))
        shown[year] = bars(asked(client, Role.UNIT_REVIEWER, UNIT)["age"])

    assert shown == {2030: {"46-50": 1}, 2031: {"51-55": 1}}


def test_the_people_behind_each_number_are_as_many_as_it_says(client: FlaskClient) -> None:
    make_record(RecordStatus.PENDING)
    make_record(RecordStatus.RETURNED)
    with db.transaction() as session:
        builders.make_person(session, name="戊己")
    build_units()
    hear()
    figures = superior(client, PROVINCE)

    for dimension in ("status", "completeness", "education", "age", "submitted"):
        for bar in figures[dimension]:
            query = {"dimension": dimension, "value": bar["value"]}
            listed = superior(client, PROVINCE, "/figures/people", **query)
            assert len(listed["items"]) == listed["total"] == bar["count"], query
    returned = superior(client, CITY, "/figures/people", dimension="status", value="returned", alone="false")
    assert [(line["name"], line["status"], line["completeness"]) for line in returned["items"]] == [
        ("张晓梅", "returned", 100)
    ]
    assert set(returned["items"][0]) == {
        "id", "account", "name", "unit_id", "unit_name", "status", "completeness", "submitted_at",
    }  # fmt: skip


def test_the_list_of_people_pages_by_key(client: FlaskClient) -> None:
    with db.transaction() as session:
        people = {str(builders.make_person(session)) for _ in range(5)}
    hear()
    seen: list[str] = []
    query: dict[str, Any] = {"dimension": "status", "value": "draft", "limit": 2}
    while True:
        page = asked(client, Role.UNIT_ADMIN, UNIT, "/figures/people", **query)
        seen += [line["id"] for line in page["items"]]
        if not page["next"]:
            break
        query["cursor"] = page["next"]

    assert len(seen) == len(people)
    assert set(seen) == people


@pytest.mark.parametrize("path", ["/figures", "/figures/people"])
def test_nobody_gets_figures_or_people_of_a_unit_out_of_reach_by_any_parameter(client: FlaskClient, path: str) -> None:
    make_record(RecordStatus.PENDING)  # in the hospital
    build_units()
    hear()
    bar = {"dimension": "status", "value": "pending"} if path.endswith("people") else {}
    strangers = [(Role.UNIT_REVIEWER, CLINIC), (Role.SUPERIOR_ADMIN, CLINIC), (Role.UNIT_ADMIN, CITY)]

    for grant in strangers:
        for unit_id in (UNIT, PROVINCE, uuid4()):
            answer = client.get(path, query_string=bar | {"unit_id": unit_id}, headers=headers(grant))
            assert (answer.status_code, answer.get_json()["error"]) == (404, "not_found")
        own = client.get(path, query_string=bar | {"alone": "false"}, headers=headers(grant)).get_json()
        assert (own.get("people", own.get("total")), own.get("items", [])) == (0, [])


@pytest.mark.parametrize("role", set(Role) - {Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN})
def test_figures_are_for_those_who_review_and_administer(client: FlaskClient, role: Role) -> None:
    for path in ("/figures", "/figures/people?dimension=status&value=draft"):
        assert client.get(path, headers=headers((role, UNIT))).status_code == 403


@pytest.mark.parametrize(
    "query",
    ["dimension=name&value=x", "value=x", "dimension=status", "dimension=status&value=draft&cursor=x", "unit_id=1"],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/figures/people?{query}", headers=headers((Role.UNIT_ADMIN, UNIT)))

    assert answer.status_code == 422


def test_a_mark_or_a_sum_that_was_tampered_with_is_found_and_mended() -> None:
    person_id = make_record()
    build_units()
    hear()
    assert differences() == []
    with db.transaction() as session:
        session.execute(update(Counted).where(Counted.dimension == "status").values(value="approved"))
        spoiled = Figure.unit_id == CITY, Figure.below, Figure.dimension == "education"
        session.execute(update(Figure).where(*spoiled).values(count=9))

    found = differences()

    assert {(each["what"], each.get("id")) for each in found if "id" in each} == {
        ("not counted", person_id), ("counted wrongly", person_id),
    }  # fmt: skip
    sums = {(each["unit_id"], each["dimension"], each["kept"], each["counted"]) for each in found if "kept" in each}
    assert {(CITY, "education", 9, 1), (PROVINCE, "education", 1, 9)} <= sums
    FIGURES.rebuild()
    assert differences() == []
    assert status_of(person_id) is RecordStatus.DRAFT


def test_the_people_behind_a_number_go_into_a_sheet_in_which_nothing_is_a_formula(client: FlaskClient) -> None:
    make_record(RecordStatus.PENDING)
    with db.transaction() as session:
        builders.make_person(session, name="=1+1")
    hear()
    sheets = {}
    for status in ("pending", "draft"):
        query = {"dimension": "status", "value": status}
        answer = client.get("/figures/people/sheet", query_string=query, headers=headers((Role.UNIT_ADMIN, UNIT)))
        assert answer.status_code == 200
        sheets[status] = list(load_workbook(BytesIO(answer.data))["人员"].iter_rows())

    assert [cell.value for cell in sheets["pending"][1]][0::3] == ["张晓梅", "等待审核"]
    assert sheets["pending"][1][4].value == 100
    assert (sheets["draft"][1][0].value, sheets["draft"][1][0].data_type) == ("=1+1", "s")


def test_a_sheet_of_too_many_people_is_refused_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.profile.counted_people.AT_ONCE", 1)
    make_record()
    make_record()
    hear()

    query = {"dimension": "status", "value": "draft"}
    answer = client.get("/figures/people/sheet", query_string=query, headers=headers((Role.UNIT_ADMIN, UNIT)))

    assert (answer.status_code, answer.get_json()["error"], answer.get_json()["count"]) == (409, "too_many_people", 2)
