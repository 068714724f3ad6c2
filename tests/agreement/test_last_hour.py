"""What went wrong in comparable software in the last hour before a deadline."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.profile.db import db
from services.profile.operations.submit import submit_record
from shared.beijing import today
from shared.catalogue import SECTIONS, CatalogueContext
from tests.agreement.conftest import Doors, typed
from tests.catalogue.strategies import TODAY
from tests.profile.builders import ID_NUMBER, bearer, decide, entry_of, fill_record, submissions_of, work
from tests.profile.test_windows import in_force, window

JOBS = "work_experience"
PERSON = CatalogueContext(today=TODAY, name="张晓梅", id_type="01", id_number=ID_NUMBER)


@pytest.fixture
def approved(doors: Doors) -> UUID:
    """Somebody signed in whose record was approved."""
    person_id = doors.newcomer(PERSON)
    with db.transaction() as session:
        fill_record(session, person_id)
        submit_record(session, person_id)
    decide(person_id, submissions_of(person_id)[-1].id, "approve")
    return person_id


def wish_form(person_id: UUID) -> dict[str, Any]:
    """What the browser sends for another duty at the first job."""
    entry = entry_of(person_id, JOBS)
    chosen = {
        "section": JOBS,
        "entry": str(entry.id),
        "base": entry.content_version,
        "reason": "晋升",
        "key": "sent-at-23-59",
    }
    sent = {**typed(SECTIONS[JOBS], work(duty="站长")), **chosen}
    return sent | {"key": "sent-at-23-59", "draft": str(uuid4())}


def close_the_window() -> None:
    yesterday = today() - timedelta(days=1)
    in_force(window(opens_on=yesterday, closes_on=yesterday, changes_bound=True))


def test_a_time_out_in_the_last_hour_left_nobody_knowing_whether_it_had_been_saved(
    doors: Doors, approved: UUID
) -> None:
    """The answer was lost on its way and the window has closed since: sent again, it leads to what was saved."""
    sent = wish_form(approved)
    doors.pages.post("/changes/new", data=sent)
    close_the_window()

    again = doors.pages.post("/changes/new", data=sent)

    (request,) = doors.api.get("/change-requests", headers=bearer(approved)).json["items"]
    assert (again.status_code, again.location) == (302, f"/changes/{request['id']}")


def test_who_comes_too_late_is_told_so(doors: Doors, approved: UUID) -> None:
    sent = wish_form(approved)
    close_the_window()

    answer = doors.pages.post("/changes/new", data=sent, follow_redirects=True)

    assert answer.status_code == 200
    assert "现在不能申请变更" in unescape(answer.text)
    assert "截止" in unescape(answer.text)
    assert doors.api.get("/change-requests", headers=bearer(approved)).json["items"] == []
