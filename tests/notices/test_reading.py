"""What is noted of readers: only what they did, once, and for the edition that they saw."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.notices.db import db
from services.notices.models import Attachment, Downloads, Notice, Reading, ReadUntil
from services.notices.operations.attachment_files import store
from services.notices.operations.attachments import attach
from services.notices.operations.publishing import publish_notice, withdraw_notice
from services.notices.operations.revising import begin_revision, publish_revision
from services.notices.operations.writing import SYSTEM, Hand
from tests.apps import service_app
from tests.notices.conftest import bearer, make_notice

EDITOR = Hand(uuid4(), "周启航", "system_admin")


@pytest.fixture
def reader() -> dict[str, str]:
    """The header of one person."""
    return bearer(uuid4())


def unread(client: FlaskClient, reader: dict[str, str], *notice_ids: UUID) -> set[str]:
    answer = client.get("/notices/marks", query_string={"notice_id": notice_ids}, headers=reader).json
    return set(answer["unread"])


def to_confirm(client: FlaskClient, reader: dict[str, str]) -> list[str]:
    return [one["id"] for one in client.get("/notices/marks", headers=reader).json["to_confirm"]]


def confirm(client: FlaskClient, reader: dict[str, str], notice_id: UUID, edition: int) -> int:
    headers = reader | {"If-Match": f'"{edition}"'}
    return client.post(f"/notices/{notice_id}/confirmation", headers=headers).status_code


def revise(notice_id: UUID) -> None:
    now = datetime.now(UTC)
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        begin_revision(session, notice, by=EDITOR, now=now).note = "改了日期"
        publish_revision(session, notice, by=EDITOR, expected=1, now=now)


def rows(table: type[Reading | ReadUntil | Downloads]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_notice_is_unread_until_it_is_read_and_again_when_it_is_revised(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    first, second = make_notice(), make_notice()
    assert unread(client, reader, first, second) == {str(first), str(second)}
    assert rows(Reading) == 0

    for _ in range(2):
        assert client.post(f"/notices/{first}/reading", headers=reader).status_code == 204
    assert unread(client, reader, first, second) == {str(second)}
    assert unread(client, bearer(), first) == {str(first)}
    assert rows(Reading) == 1

    revise(first)
    assert unread(client, reader, first) == {str(first)}


def test_all_is_marked_as_read_by_one_row_and_what_comes_later_is_unread(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    old = [make_notice(at=datetime.now(UTC) - timedelta(days=day)) for day in range(5)]

    for _ in range(2):
        assert client.post("/notices/reading", headers=reader).status_code == 204
    later = make_notice()

    assert unread(client, reader, *old, later) == {str(later)}
    assert (rows(Reading), rows(ReadUntil)) == (0, 1)
    revise(old[0])
    assert unread(client, reader, *old) == {str(old[0])}


def test_what_must_be_read_is_asked_for_until_it_is_confirmed_and_again_when_it_is_revised(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    notice_id = make_notice(must_read=True)
    assert to_confirm(client, reader) == [str(notice_id)]

    assert confirm(client, reader, notice_id, 1) == 204
    shown = client.get(f"/notices/{notice_id}/marks", headers=reader).json["confirmed_at"]
    assert confirm(client, reader, notice_id, 1) == 204
    assert client.get(f"/notices/{notice_id}/marks", headers=reader).json["confirmed_at"] == shown
    assert to_confirm(client, reader) == []
    assert unread(client, reader, notice_id) == set()

    revise(notice_id)
    assert to_confirm(client, reader) == [str(notice_id)]
    assert confirm(client, reader, notice_id, 1) == 412
    assert client.get(f"/notices/{notice_id}/marks", headers=reader).json["confirmed_at"] is None
    assert confirm(client, reader, notice_id, 2) == 204
    assert to_confirm(client, reader) == []


def test_reading_is_not_confirming_and_only_what_must_be_read_is_confirmed(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    must, may = make_notice(must_read=True), make_notice()

    client.post(f"/notices/{must}/reading", headers=reader)

    assert to_confirm(client, reader) == [str(must)]
    assert confirm(client, reader, may, 1) == 409
    no_edition = client.post(f"/notices/{must}/confirmation", headers=reader)
    assert no_edition.status_code == 428


@pytest.mark.parametrize("deed", ["reading", "confirmation"])
def test_two_at_once_are_one_reading(client: FlaskClient, reader: dict[str, str], deed: str) -> None:
    notice_id = make_notice(must_read=True)
    app = service_app("notices")

    def once(_: int) -> int:
        headers = reader | {"If-Match": '"1"'}
        return app.test_client().post(f"/notices/{notice_id}/{deed}", headers=headers).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(8))) == {204}
    assert rows(Reading) == 1


def test_nothing_of_a_notice_for_others_is_told_or_noted(client: FlaskClient, files: Path) -> None:
    notice_id = make_notice(publish=False, must_read=True, unit_ids=[uuid4()])
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        file_id = attach(session, notice, "a.txt", "text/plain", store(b"1")).id
        publish_notice(session, notice_id, by=SYSTEM)
    reader, edited = bearer(), {"If-Match": '"1"'}

    for path in ("", "/marks", "/editions/1", f"/attachments/{file_id}"):
        assert client.get(f"/notices/{notice_id}{path}", headers=reader).status_code == 404
    for path in ("/reading", "/confirmation", f"/attachments/{file_id}/downloads"):
        assert client.post(f"/notices/{notice_id}{path}", headers=reader | edited).status_code == 404
    assert unread(client, reader, notice_id) == set()
    assert to_confirm(client, reader) == []
    assert client.get("/notices", headers=reader).json["items"] == []


def test_what_is_withdrawn_is_gone_everywhere(client: FlaskClient, reader: dict[str, str]) -> None:
    notice_id = make_notice(must_read=True, public=True)
    client.post(f"/notices/{notice_id}/reading", headers=reader)
    assert client.get(f"/public-notices/{notice_id}").json["id"] == str(notice_id)
    with db.transaction() as session:
        withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")

    assert client.get(f"/notices/{notice_id}", headers=reader).json["error"] == "notice_gone"
    assert client.get(f"/public-notices/{notice_id}").status_code == 404
    assert client.get("/public-notices").json["items"] == []
    assert client.get("/notices", query_string={"q": "通知"}, headers=reader).json["items"] == []
    assert to_confirm(client, reader) == []


def test_downloads_are_counted_in_several_rows_and_shown_as_one_number(client: FlaskClient, files: Path) -> None:
    notice_id = make_notice(publish=False, public=True)
    with db.transaction() as session:
        attach(session, Notice.locked(session, notice_id), "a.txt", "text/plain", store(b"1"))
        publish_notice(session, notice_id, by=SYSTEM)
        file_id = session.scalars(select(Attachment.id)).one()

    assert client.get(f"/public-notices/{notice_id}/attachments/{file_id}").data == b"1"
    for _ in range(20):
        assert client.post(f"/notices/{notice_id}/attachments/{file_id}/downloads", headers=bearer()).status_code == 204
        assert client.post(f"/public-notices/{notice_id}/attachments/{file_id}/downloads").status_code == 204

    shown = client.get(f"/notices/{notice_id}/marks", headers=bearer()).json
    assert shown["downloads"] == [{"id": str(file_id), "downloads": 40}]
    assert 1 < rows(Downloads) <= 16


def test_earlier_editions_can_be_looked_at(client: FlaskClient, reader: dict[str, str]) -> None:
    notice_id = make_notice(body="第一版")
    revise(notice_id)

    shown = client.get(f"/notices/{notice_id}", headers=reader).json
    assert [(one["number"], one["note"]) for one in shown["editions"]] == [(2, "改了日期"), (1, "")]
    assert shown["revised_at"]
    assert "第一版" in client.get(f"/notices/{notice_id}/editions/1", headers=reader).json["body_html"]
    assert client.get(f"/notices/{notice_id}/editions/3", headers=reader).status_code == 404


def test_what_is_kept_is_good_until_a_notice_changes_and_never_for_another_audience(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    notice_id = make_notice()
    tags = {path: client.get(path, headers=reader).headers["ETag"] for path in ("/notices", f"/notices/{notice_id}")}

    def kept(headers: dict[str, str]) -> set[int]:
        asked = headers | {"If-None-Match": ", ".join(tags.values())}
        return {client.get(path, headers=asked).status_code for path in tags}

    assert kept(reader) == {304}
    assert kept(bearer()) == {200}  # of another unit
    make_notice("定时", at=datetime.now(UTC) + timedelta(days=1))
    assert kept(reader) == {200}


def test_a_list_that_is_kept_changes_when_a_notice_begins_or_ends_by_the_clock(
    client: FlaskClient, reader: dict[str, str]
) -> None:
    now = datetime.now(UTC)
    notice_id = make_notice(at=now - timedelta(days=2), until=now + timedelta(days=1))
    tag = client.get("/notices", headers=reader).headers["ETag"]
    with db.transaction() as session:  # as if time had passed, with no change to the board
        session.connection().exec_driver_sql("ALTER TABLE notice DISABLE TRIGGER board")
        Notice.locked(session, notice_id).published_until = now - timedelta(minutes=1)
        session.flush()
        session.connection().exec_driver_sql("ALTER TABLE notice ENABLE TRIGGER board")

    assert client.get("/notices", headers=reader | {"If-None-Match": tag}).status_code == 200
