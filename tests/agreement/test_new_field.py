"""A field that the catalogue gains is everywhere: nothing but the catalogue names it."""

from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from services.profile.db import db
from services.profile.models import ChangeAction
from shared.catalogue import SECTIONS, CatalogueContext, Field, FieldType, compare
from tests.agreement.conftest import Doors, typed
from tests.catalogue.strategies import TODAY
from tests.profile.builders import ID_NUMBER, bearer, decide, decide_change, fill_record, submissions_of, work
from tests.profile.printed import text_of

PERSON = CatalogueContext(today=TODAY, name="张晓梅", id_type="01", id_number=ID_NUMBER)
JOBS = "work_experience"
NEW = Field("led_people", "带领人数", FieldType.INT, minimum=0, maximum=500, unit="人")


@pytest.fixture(autouse=True)
def _longer_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one change: a field more in 工作经历."""
    section = SECTIONS[JOBS]
    monkeypatch.setitem(SECTIONS, JOBS, replace(section, fields=(*section.fields, NEW)))  # type: ignore[arg-type]


@pytest.fixture
def person_id(doors: Doors) -> UUID:
    """A complete record of somebody who led seven people, as the form takes it."""
    person_id = doors.newcomer(PERSON)
    entry = work() | {NEW.key: "7"}
    with db.transaction() as session:
        fill_record(session, person_id)
    answer = doors.pages.post(f"/record/sections/{JOBS}", data={**typed(SECTIONS[JOBS], entry), "entry": "new"})
    assert answer.status_code == 302
    return person_id


def last_job(doors: Doors, person_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = doors.api.get("/record", headers=bearer(person_id)).json["sections"][JOBS][-1]
    return found


def test_it_is_asked_for_stored_and_shown(doors: Doors, person_id: UUID) -> None:
    form = doors.pages.get("/record", query_string={"open": JOBS, "entry": "new"}).text
    assert f'name="{NEW.key}"' in form
    assert "带领人数（人）" in form

    assert last_job(doors, person_id)["data"][NEW.key] == 7
    assert "带领人数" in unescape(doors.pages.get("/record?open=education").text)


def test_its_rules_hold(doors: Doors, person_id: UUID) -> None:
    refused = doors.api.post(
        f"/record/sections/{JOBS}/entries", json={"data": {NEW.key: "501"}}, headers=bearer(person_id)
    )

    assert (refused.status_code, list(refused.json["fields"])) == (422, [NEW.key])
    assert "带领人数" in refused.json["fields"][NEW.key][0]


def test_it_is_frozen_reviewed_changed_and_printed(doors: Doors, person_id: UUID) -> None:
    headers = bearer(person_id)
    doors.api.delete(f"/record/entries/{_first(doors, person_id)}", headers=headers | {"If-Match": '"1"'})
    doors.api.post("/record/submission", headers=headers)
    (submission,) = submissions_of(person_id)
    decide(person_id, submission.id, "approve")
    job = last_job(doors, person_id)
    wish = {
        "section": JOBS,
        "entry_id": job["id"],
        "action": ChangeAction.MODIFY,
        "data": work() | {NEW.key: 12},
        "reason": "人员增加",
    }
    asked = doors.api.post("/change-requests", json=wish, headers=headers)
    assert asked.status_code == 201
    (row,) = [row for row in compare(JOBS, asked.json["old"], asked.json["new"]) if row.changed]
    assert (row.old_text, row.new_text) == ("7 人", "12 人")

    decide_change(UUID(asked.json["id"]))

    frozen = submissions_of(person_id)[-1].content["sections"][JOBS][0]["data"]
    assert frozen[NEW.key] == 12
    printed = text_of(doors.api.get("/record/snapshots/2/print.pdf", headers=headers).data)
    assert "带领人数" in printed


def _first(doors: Doors, person_id: UUID) -> str:
    first: str = doors.api.get("/record", headers=bearer(person_id)).json["sections"][JOBS][0]["id"]
    return first
