"""Publishing: now or by the clock, in editions, to units and roles; and taking back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from services.notices.db import db
from services.notices.models import ANYBODY, WHOLE_PROVINCE, Audience, Edition, Notice, NoticeStatus
from services.notices.operations.publishing import publish_notice, unschedule_notice
from services.notices.operations.revising import begin_revision, publish_revision
from services.notices.operations.writing import SYSTEM
from services.notices.policy import is_shown, shown_at
from shared.errors import DomainError
from tests.notices.conftest import bearer, in_status, make_notice
from tests.notices.writers import TEXT, Writer, make_person, of_school


def test_people_see_a_scheduled_notice_from_its_moment_on_and_until_its_end(client: FlaskClient) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    end, moment = begin + timedelta(days=9), timedelta(microseconds=1)
    notice_id = make_notice(at=begin, until=end)

    with db.reading() as session:
        notice = session.get_one(Notice, notice_id)
        for now, seen in ((begin - moment, 0), (begin, 1), (end - moment, 1), (end, 0)):
            assert is_shown(notice, now) is bool(seen)
            assert len(session.scalars(select(Notice).where(shown_at(now))).all()) == seen


def test_a_scheduled_notice_waits_for_its_moment_and_can_be_taken_back_until_then(
    client: FlaskClient, school: Writer, units: dict[str, UUID]
) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    draft = school.begin(**of_school(units))
    scheduled = school.publish(draft, published_at=later.isoformat(), published_until=str(later + timedelta(days=1)))
    path = f"/{draft['id']}"

    assert scheduled["state"] == "scheduled"
    assert client.get(f"/notices/{draft['id']}", headers=bearer()).status_code == 404
    assert school.ask("POST", f"{path}/revision").json["error"] == "notice_not_shown_yet"
    assert [each["id"] for each in school.ask("GET", "?state=scheduled").json["items"]] == [draft["id"]]
    again = school.ask("POST", f"{path}/unscheduling").json
    assert (again["state"], again["edition"], again["editions"], again["published_at"]) == ("draft", 0, [], None)
    assert school.publish(again)["state"] == "shown"
    assert school.ask("POST", f"{path}/unscheduling").json["error"] == "notice_shown_already"


@pytest.mark.parametrize(
    ("hours", "until", "field"), [(-1, 5, "published_at"), (2, 1, "published_until"), (None, -1, "published_until")]
)
def test_a_schedule_that_cannot_be_is_refused(
    school: Writer, units: dict[str, UUID], hours: int | None, until: int, field: str
) -> None:
    now, draft = datetime.now(UTC), school.begin(**of_school(units))
    when = {"published_until": str(now + timedelta(hours=until))}
    if hours is not None:
        when["published_at"] = str(now + timedelta(hours=hours))

    answer = school.ask("POST", f"/{draft['id']}/publication", when, version=draft["version"])

    assert (answer.status_code, set(answer.json["fields"])) == (422, {field})
    assert school.ask("GET", f"/{draft['id']}").json["state"] == "draft"


def test_a_revision_is_prepared_beside_what_people_read_and_then_takes_its_place(
    client: FlaskClient, system: Writer
) -> None:
    notice = system.publish(system.begin(issuer="省职称办"))
    path = f"/{notice['id']}"
    assert system.ask("POST", f"{path}/revision").json["revision"]["title"] == TEXT["title"]
    text = TEXT | {"title": "修订后的通知"}
    system.ask("PUT", f"{path}/revision", text, version=1)

    assert client.get(f"/notices/{notice['id']}", headers=bearer()).json["title"] == TEXT["title"]
    silent = system.ask("POST", f"{path}/revision/publication", version=2)
    assert set(silent.json["fields"]) == {"note"}
    system.ask("PUT", f"{path}/revision", text | {"note": "更正日期"}, version=2)
    assert system.ask("POST", f"{path}/revision/publication", version=2).status_code == 412
    revised = system.ask("POST", f"{path}/revision/publication", version=3).json

    assert (revised["title"], revised["edition"], revised["revision"]) == ("修订后的通知", 2, None)
    assert revised["revised_at"] is not None
    assert [(each["number"], each["note"]) for each in revised["editions"]] == [(2, "更正日期"), (1, "")]
    assert system.ask("GET", f"{path}/editions/1").json["title"] == TEXT["title"]
    assert system.ask("GET", f"{path}/editions/3").status_code == 404


def test_an_edition_that_was_published_stays_as_it_was(client: FlaskClient) -> None:
    notice_id = make_notice()

    with pytest.raises(ProgrammingError, match="notice_edition"), db.transaction() as session:
        session.get_one(Edition, (notice_id, 1)).title = "改"


@pytest.mark.parametrize("status", NoticeStatus, ids=str)
def test_each_deed_is_possible_in_its_statuses_only(client: FlaskClient, status: NoticeStatus) -> None:
    begun = datetime.now(UTC) + timedelta(minutes=1)
    deeds = {
        "publish": (lambda session, each: publish_notice(session, each.id, by=SYSTEM), NoticeStatus.DRAFT),
        "unschedule": (lambda session, each: unschedule_notice(session, each, by=SYSTEM, now=begun), None),
        "revise": (lambda session, each: begin_revision(session, each, by=SYSTEM, now=begun), NoticeStatus.PUBLISHED),
        "publish revision": (
            lambda session, each: publish_revision(session, each, by=SYSTEM, expected=1, now=begun),
            None,  # there is none
        ),
    }
    for name, (deed, possible) in deeds.items():
        notice_id = in_status(status)
        try:
            with db.transaction() as session:
                deed(session, Notice.locked(session, notice_id))
        except DomainError:
            assert possible is not status, name
        else:
            assert possible is status, name


def test_of_two_who_publish_at_once_one_is_told_that_it_was_done(client: FlaskClient) -> None:
    notice_id = make_notice(publish=False)

    def publish() -> str:
        try:
            with db.transaction() as session:
                publish_notice(session, notice_id, by=SYSTEM)
        except DomainError as error:
            return error.error
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(each.result() for each in [pool.submit(publish) for _ in range(2)])

    assert said == ["done", "transition_not_allowed"]


def test_publishing_writes_a_row_for_each_unit_and_role_and_none_for_people(
    system: Writer, units: dict[str, UUID]
) -> None:
    for _ in range(30):
        make_person(units["school"])
    everybody = system.publish(system.begin(issuer="省职称办"), pinned=True)
    chosen = {"unit_ids": [str(units["city"]), str(units["other"])], "roles": ["unit_admin", "professional"]}
    some = system.publish(system.begin(issuer="省职称办", **chosen))

    with db.reading() as session:
        rows = session.scalars(select(Audience)).all()
    assert {(row.unit_id, row.role, row.pinned) for row in rows if str(row.notice_id) == everybody["id"]} == {
        (WHOLE_PROVINCE, ANYBODY, True)
    }
    assert {(row.unit_id, row.role) for row in rows if str(row.notice_id) == some["id"]} == {
        (units[unit], role) for unit in ("city", "other") for role in chosen["roles"]
    }
    system.ask("POST", f"/{some['id']}/withdrawal", {"reason": "发错了"})
    with db.reading() as session:
        assert {str(row.notice_id) for row in session.scalars(select(Audience))} == {everybody["id"]}


def test_what_stands_first_and_until_when_can_be_changed_of_what_is_published(
    school: Writer, units: dict[str, UUID]
) -> None:
    draft = school.begin(**of_school(units))
    path = f"/{draft['id']}/display"
    assert school.ask("PUT", path, {"pinned": True}, version=1).json["error"] == "notice_not_published"
    published = school.publish(draft)
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()

    shown = school.ask("PUT", path, {"pinned": True, "published_until": until}, version=published["version"]).json

    assert (shown["pinned"], shown["published_until"], shown["state"]) == (True, until, "shown")
    assert school.ask("PUT", path, {"pinned": False}, version=published["version"]).status_code == 412
    with db.reading() as session:
        (row,) = session.scalars(select(Audience))
    assert (row.pinned, row.published_until.isoformat()) == (True, until)


def test_a_notice_is_withdrawn_with_a_reason(school: Writer, units: dict[str, UUID]) -> None:
    notice = school.publish(school.begin(**of_school(units)))
    path = f"/{notice['id']}/withdrawal"
    school.ask("POST", f"/{notice['id']}/revision")

    assert school.ask("POST", path, {"reason": " "}).status_code == 422
    withdrawn = school.ask("POST", path, {"reason": "内容有误"}).json

    assert (withdrawn["state"], withdrawn["revision"]) == ("withdrawn", None)
    assert (withdrawn["history"][0]["new"], withdrawn["history"][0]["reason"]) == ("withdrawn", "内容有误")
    assert school.ask("POST", path, {"reason": "再撤"}).json["error"] == "transition_not_allowed"
