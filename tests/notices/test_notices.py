"""通知公告: who sees what, in which order, and what comes out of a text."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from services.notices.cli import cli
from services.notices.db import db
from services.notices.demo.notices import NOTICES
from services.notices.models import Notice, NoticeStatus
from services.notices.operations.attachment_files import store
from services.notices.operations.attachments import attach
from services.notices.operations.publishing import publish_notice, withdraw_notice
from services.notices.operations.rendering import html_of
from services.notices.operations.writing import SYSTEM, Hand, NoticeNotDraft
from shared.errors import NotFound
from shared.paging import cursor_of
from shared.workflow import TransitionNotAllowed, history_of
from tests.notices.conftest import bearer, make_notice


def titles(client: FlaskClient, **query: str | int) -> list[str]:
    return [item["title"] for item in client.get("/notices", query_string=query, headers=bearer()).json["items"]]


def test_pinned_notices_come_first_then_the_newest(client: FlaskClient) -> None:
    now = datetime.now(UTC)
    for title, days, pinned in (("老", 9, False), ("置顶老", 8, True), ("新", 1, False), ("置顶新", 2, True)):
        make_notice(title, pinned=pinned, at=now - timedelta(days=days))

    assert titles(client) == ["置顶新", "置顶老", "新", "老"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_paging_shows_every_notice_once(client: FlaskClient, limit: int) -> None:
    same_moment = datetime.now(UTC)
    for number in range(7):
        make_notice(f"通知{number}", pinned=number % 3 == 0, at=same_moment)
    everything, found, cursor = titles(client), [], None

    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = client.get("/notices", query_string=query, headers=bearer()).json
        found += [item["title"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert found == everything
    assert len(found) == 7


@pytest.mark.parametrize("status", NoticeStatus)
def test_people_see_a_notice_only_while_it_is_published(client: FlaskClient, status: NoticeStatus) -> None:
    notice_id = make_notice(publish=False)
    with db.transaction() as session:
        if status is not NoticeStatus.DRAFT:
            publish_notice(session, notice_id, by=SYSTEM)
        if status is NoticeStatus.WITHDRAWN:
            withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")

    answers = {NoticeStatus.DRAFT: 404, NoticeStatus.PUBLISHED: 200, NoticeStatus.WITHDRAWN: 410}
    assert len(titles(client)) == int(status is NoticeStatus.PUBLISHED)
    assert client.get(f"/notices/{notice_id}", headers=bearer()).status_code == answers[status]


def test_a_notice_is_shown_with_its_text_attachments_and_actions(client: FlaskClient, files: Path) -> None:
    notice_id = make_notice(publish=False, body="请**及时**提交。")
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        attach(session, notice, "日程表.pdf", "application/pdf", store(b"%PDF"))
        publish_notice(session, notice_id, by=SYSTEM)

    shown = client.get(f"/notices/{notice_id}", headers=bearer()).json
    (listed,) = client.get("/notices", headers=bearer()).json["items"]

    assert shown["body_html"] == "<p>请<strong>及时</strong>提交。</p>\n"
    assert [(one["name"], one["size"]) for one in shown["attachments"]] == [("日程表.pdf", 4)]
    assert (shown["status"], shown["actions"], shown["category"]) == ("published", [], "通知")
    assert listed["attachments"] == 1


@pytest.mark.parametrize("old", set(NoticeStatus) - {NoticeStatus.DRAFT})
def test_only_drafts_are_published(client: FlaskClient, old: NoticeStatus) -> None:
    notice_id = _in_status(old)

    with pytest.raises(TransitionNotAllowed), db.transaction() as session:
        publish_notice(session, notice_id, by=SYSTEM)


@pytest.mark.parametrize("old", set(NoticeStatus) - {NoticeStatus.PUBLISHED})
def test_only_published_notices_are_withdrawn(client: FlaskClient, old: NoticeStatus) -> None:
    notice_id = _in_status(old)

    with pytest.raises(TransitionNotAllowed), db.transaction() as session:
        withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")


@pytest.mark.parametrize("old", set(NoticeStatus) - {NoticeStatus.DRAFT})
def test_files_are_attached_to_drafts_only(client: FlaskClient, files: Path, old: NoticeStatus) -> None:
    notice_id = _in_status(old)

    with pytest.raises(NoticeNotDraft), db.transaction() as session:
        attach(session, Notice.locked(session, notice_id), "a.txt", "text/plain", store(b"a"))


def test_the_history_says_who_published_and_why_it_was_withdrawn(client: FlaskClient) -> None:
    notice_id, by = make_notice(), Hand(uuid4(), "周启航", "system_admin")
    with db.transaction() as session:
        withdraw_notice(session, notice_id, by=by, reason="发错了")

    with db.reading() as session:
        history = history_of(session, "notice", notice_id)
    assert [(move.old, move.new, move.by, move.reason) for move in history] == [
        ("draft", "published", None, None),
        ("published", "withdrawn", by.id, "发错了"),
    ]


def test_the_database_knows_that_what_is_published_has_a_time(client: FlaskClient) -> None:
    notice_id = make_notice()

    with pytest.raises(IntegrityError), db.transaction() as session:
        Notice.locked(session, notice_id).published_at = None


@pytest.mark.parametrize(
    ("markdown", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![x](http://elsewhere.example/x.png)", "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "href"),
        ('[x](https://a.example "a\\" onmouseover=alert(1)")', '" onmouseover'),
        ("<a href='https://a.example' style='position:fixed'>x</a>", "<a"),
        ("<iframe src='https://a.example'></iframe>", "<iframe"),
    ],
)
def test_nothing_harmful_comes_out_of_a_text(markdown: str, never: str) -> None:
    assert never not in html_of(markdown)


def test_links_and_tables_come_out_of_a_text() -> None:
    shown = html_of("[官网](https://a.example)\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n")

    assert '<a href="https://a.example" rel="noopener noreferrer">官网</a>' in shown
    assert "<td>1</td>" in shown


@pytest.mark.parametrize("path", ["/notices", f"/notices/{UUID(int=1)}", "/messages", "/messages/unread"])
def test_only_signed_in_people_with_a_password_of_their_own_read(client: FlaskClient, path: str) -> None:
    assert client.get(path).json["error"] == "not_signed_in"
    assert client.get(path, headers=bearer(first_login=True)).json["error"] == "first_password_must_change"


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": cursor_of("a", "b")},
        {"cursor": cursor_of("maybe", datetime.now(UTC), uuid4())},
        {"cursor": cursor_of(True, "yesterday", uuid4())},
        {"cursor": cursor_of(True, datetime.now(UTC), "x")},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"page": "2"},
    ],
)
def test_a_query_that_cannot_be_is_refused(client: FlaskClient, query: dict[str, str]) -> None:
    assert client.get("/notices", query_string=query, headers=bearer()).status_code == 422


@given(cursor=st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cursor_breaks_a_list(client: FlaskClient, cursor: str) -> None:
    for path in ("/notices", "/messages"):
        assert client.get(path, query_string={"cursor": cursor}, headers=bearer()).status_code in {200, 422}


def test_a_notice_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        publish_notice(session, uuid4(), by=SYSTEM)
    assert client.get(f"/notices/{uuid4()}", headers=bearer()).status_code == 404


def test_loading_the_demo_twice_shows_its_notices_once(client: FlaskClient, files: Path) -> None:
    outputs = [CliRunner().invoke(cli, ["demo"], catch_exceptions=False).stdout for _ in range(2)]

    assert outputs == [f'{{"notices": {len(NOTICES)}}}\n', '{"notices": 0}\n']
    assert len(titles(client)) == sum(not notice.withdrawn and notice.days_ago > 0 for notice in NOTICES)
    assert titles(client)[0] == "专业技术人才操作指南（基础信息采集）"


def _in_status(status: NoticeStatus) -> UUID:
    notice_id = make_notice(publish=status is not NoticeStatus.DRAFT)
    if status is NoticeStatus.WITHDRAWN:
        with db.transaction() as session:
            withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")
    return notice_id
