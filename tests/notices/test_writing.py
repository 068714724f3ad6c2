"""通知管理: who writes for whom, what may be written, drafts, and whom they would reach."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import Notice, NoticeStatus
from services.notices.operations.writing import NoticeNotDraft, change_draft
from services.notices.policy import written_by
from shared.auth import Role
from tests.notices.conftest import bearer, in_status, make_notice
from tests.notices.writers import TEXT, Writer, actor_with, make_person, make_staff, of_school


def test_administrators_write_for_their_unit_and_below_and_the_system_for_all(
    client: FlaskClient, units: dict[str, UUID], system: Writer
) -> None:
    may = {
        "system": (system, {"province", "city", "school", "hospital", "other", None}),
        "city": (Writer(client, Role.SUPERIOR_ADMIN, units["city"]), {"city", "school", "hospital"}),
        "school": (Writer(client, Role.UNIT_ADMIN, units["school"]), {"school"}),
    }
    for writer, reached in may.values():
        for name in (*units, None):
            unit = str(units[name]) if name else None
            body = TEXT | {"issuer_unit_id": unit, "issuer": "省职称办", "unit_ids": [unit] if unit else []}
            assert writer.ask("POST", body=body).status_code == (201 if name in reached else 404)
        chosen = {each["name"] for each in writer.ask("GET", "/units").json}
        assert len(chosen) == len(reached - {None})


def test_nobody_addresses_units_beyond_their_reach(school: Writer, units: dict[str, UUID]) -> None:
    for chosen in ([], [str(units["city"])], [str(units["school"]), str(units["hospital"])], [str(uuid4())]):
        answer = school.ask("POST", body=TEXT | of_school(units, unit_ids=chosen))

        assert (answer.status_code, answer.json["error"]) == (422, "notice_invalid")
        assert set(answer.json["fields"]) == {"unit_ids"}


def test_sql_and_python_agree_about_who_writes_which_notices(client: FlaskClient, units: dict[str, UUID]) -> None:
    for unit_id in (*units.values(), None):
        make_notice(publish=False, unit_id=unit_id)
    for role in Role:
        for unit_id in units.values():
            asked = Writer(client, role, unit_id)
            with db.reading() as session:
                found = session.scalars(select(Notice.id).where(written_by(actor_with(role, unit_id)))).all()
                everything = session.scalars(select(Notice.id)).all()
            opened = [one for one in everything if asked.ask("GET", f"/{one}").status_code == 200]
            assert sorted(found) == sorted(opened)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"body": ""}, "body"),
        ({"body": "看不见\x00"}, "body"),
        ({"category": "新闻"}, "category"),
        ({"roles": ["auditor"]}, "roles"),
        ({"statuses": ["lost"]}, "statuses"),
        ({"unit_ids": ["x"]}, "unit_ids"),
        ({"unit_ids": [{}]}, "unit_ids"),
        ({"statuses": ["draft"], "roles": []}, "roles"),
        ({"issuer": ""}, "issuer"),
        ({"status": "published"}, "status"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_is_refused_with_its_field(system: Writer, wrong: dict[str, Any], field: str) -> None:
    answer = system.ask("POST", body=TEXT | {"issuer": "省职称办"} | wrong)

    assert (answer.status_code, set(answer.json["fields"])) == (422, {field})


def test_a_draft_is_changed_only_at_the_version_that_was_opened(school: Writer, units: dict[str, UUID]) -> None:
    draft = school.begin(**of_school(units))
    change = TEXT | {"title": "改", "unit_ids": [str(units["school"])]}
    path = f"/{draft['id']}"

    assert school.ask("PUT", path, change).status_code == 428
    assert school.ask("PUT", path, change, version=1).json["title"] == "改"
    assert school.ask("PUT", path, change, version=1).json["error"] == "changed_meanwhile"
    assert school.ask("POST", f"{path}/publication", {}, version=1).status_code == 412


@pytest.mark.parametrize("old", set(NoticeStatus) - {NoticeStatus.DRAFT}, ids=str)
def test_what_was_published_is_never_changed_silently(client: FlaskClient, old: NoticeStatus) -> None:
    notice_id = in_status(old)

    with pytest.raises(NoticeNotDraft), db.transaction() as session:
        change_draft(Notice.locked(session, notice_id), text=None, expected=2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({}, 7),
        ({"unit_ids": ["city"]}, 6),
        ({"unit_ids": ["school", "hospital"]}, 6),
        ({"roles": ["professional"]}, 6),
        ({"roles": ["professional"], "statuses": ["draft"]}, 3),
        ({"roles": ["professional"], "statuses": ["returned", "approved"], "unit_ids": ["school"]}, 1),
        ({"roles": ["unit_admin"]}, 1),
        ({"roles": ["unit_admin"], "unit_ids": ["hospital"]}, 0),
        ({"roles": ["unit_admin", "professional"], "unit_ids": ["school"]}, 4),
    ],
    ids=str,
)
def test_a_writer_is_told_how_many_people_it_concerns(
    system: Writer, units: dict[str, UUID], audience: dict[str, list[str]], expected: int
) -> None:
    for status in (None, "draft", "returned", "pending"):
        make_person(units["school"] if status != "draft" else units["hospital"], status=status)
    make_person(units["hospital"])
    make_person(units["school"], active=False)
    make_person(units["other"], status="approved")
    make_staff(make_person(units["city"], professional=False), Role.UNIT_ADMIN, units["school"])
    chosen = audience | {"unit_ids": [str(units[name]) for name in audience.get("unit_ids", ())]}
    draft = system.begin(issuer="省职称办", **chosen)

    assert system.ask("GET", f"/{draft['id']}/people").json == {"people": expected}


def test_the_list_is_filtered_and_paged(system: Writer) -> None:
    names = [f"通知{number}" for number in range(5)]
    drafts = [system.begin(issuer="省职称办", title=name, category="公告") for name in names]
    system.publish(drafts[0])
    found, cursor = [], ""
    while cursor is not None:
        page = system.ask("GET", f"?limit=2&cursor={cursor}" if cursor else "?limit=2").json
        found += [each["title"] for each in page["items"]]
        cursor = page["next"]

    assert found == names[::-1]
    assert [each["title"] for each in system.ask("GET", "?state=shown&category=公告&q=知0").json["items"]] == ["通知0"]
    assert system.ask("GET", "?q=%25").json["items"] == []
    for query in ("state=lost", "category=x", "cursor=x", "page=2"):
        assert system.ask("GET", f"?{query}").status_code == 422


def test_a_preview_is_what_the_page_would_show(client: FlaskClient, system: Writer) -> None:
    shown = system.ask("POST", "/preview", {"body": "**甲** <script>alert(1)</script>"}).json["body_html"]
    notice = system.publish(system.begin(issuer="省职称办", body="**甲** <script>alert(1)</script>"))

    assert client.get(f"/notices/{notice['id']}", headers=bearer()).json["body_html"] == shown
    assert "<script" not in shown
