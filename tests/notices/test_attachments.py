"""Attachments: stored under names that say nothing, handed out under their own."""

from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
from flask.testing import FlaskClient

from services.notices.db import db
from services.notices.demo.notices import NOTICES
from services.notices.demo.pdf import pdf_of
from services.notices.models import Notice
from services.notices.operations.attachment_files import store
from services.notices.operations.attachments import attach
from services.notices.operations.publishing import publish_notice, withdraw_notice
from services.notices.operations.writing import SYSTEM
from tests.notices.conftest import bearer, make_notice

CONTENT = b"%PDF-1.7 \x00\xff"


def attached(name: str = "附件1:日程表.pdf", *, publish: bool = True) -> tuple[UUID, UUID, str]:
    """A notice with one attachment: their ids, and the name under which the file lies."""
    notice_id = make_notice(publish=False)
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        attachment = attach(session, notice, name, "application/pdf", store(CONTENT))
        if publish:
            publish_notice(session, notice_id, by=SYSTEM)
        return notice_id, attachment.id, attachment.stored_name


def test_an_attachment_is_saved_under_its_own_name_and_never_shown_as_a_page(client: FlaskClient, files: Path) -> None:
    notice_id, attachment_id, _ = attached()

    answer = client.get(f"/notices/{notice_id}/attachments/{attachment_id}", headers=bearer(), buffered=True)

    assert answer.data == CONTENT
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''%E9%99%84%E4%BB%B61" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["ETag"] == f'"{sha256(CONTENT).hexdigest()}"'


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a;b.pdf", "..\\..\\b.pdf", "纪要 (终稿)𬭎.pdf"])
def test_a_name_cannot_break_out_of_its_header(client: FlaskClient, files: Path, name: str) -> None:
    notice_id, attachment_id, _ = attached(name)

    answer = client.get(f"/notices/{notice_id}/attachments/{attachment_id}", headers=bearer(), buffered=True)

    assert answer.status_code == 200
    assert len(answer.headers.getlist("Content-Disposition")) == 1
    assert 'filename="b.exe"' not in answer.headers["Content-Disposition"]


def test_files_lie_under_random_names_that_only_the_service_reads(client: FlaskClient, files: Path) -> None:
    _, _, stored_name = attached()

    (stored,) = (files / "notices").iterdir()
    assert stored.name == stored_name
    assert stored.read_bytes() == CONTENT
    assert stored.stat().st_mode & 0o077 == 0
    assert (files / "notices").stat().st_mode & 0o077 == 0


def test_an_attachment_is_as_visible_as_its_notice(client: FlaskClient, files: Path) -> None:
    draft_id, draft_file, _ = attached(publish=False)
    notice_id, file_id, _ = attached()
    with db.transaction() as session:
        withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")
    other_id, other_file, _ = attached()

    for path in (
        f"/notices/{draft_id}/attachments/{draft_file}",
        f"/notices/{notice_id}/attachments/{file_id}",
        f"/notices/{make_notice()}/attachments/{other_file}",
        f"/notices/{other_id}/attachments/{uuid4()}",
    ):
        assert client.get(path, headers=bearer()).status_code in {404, 410}
    assert client.get(f"/notices/{other_id}/attachments/{other_file}").status_code == 401


def test_a_lost_file_is_not_found_and_no_failure(client: FlaskClient, files: Path) -> None:
    notice_id, attachment_id, stored_name = attached()
    (files / "notices" / stored_name).unlink()

    answer = client.get(f"/notices/{notice_id}/attachments/{attachment_id}", headers=bearer(), buffered=True)

    assert answer.json["error"] == "not_found"


def test_a_large_attachment_is_whole(client: FlaskClient, files: Path) -> None:
    notice_id = make_notice(publish=False)
    content = bytes(range(256)) * 4096 * 3
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        file = attach(session, notice, "大.pdf", "application/pdf", store(content))
        publish_notice(session, notice_id, by=SYSTEM)

    answer = client.get(f"/notices/{notice_id}/attachments/{file.id}", headers=bearer(), buffered=True)

    assert sha256(answer.data).digest() == file.sha256


def test_the_demos_pdf_is_one_that_readers_open(tmp_path: Path) -> None:
    lines = next(file.lines for notice in NOTICES for file in notice.files if file.name.endswith(".pdf"))
    path = tmp_path / "demo.pdf"
    path.write_bytes(pdf_of(lines))

    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert lines[0].encode("utf-16-be").hex().encode() in pdf.pages[0].Contents.read_bytes()
    assert pdf_of(lines) == path.read_bytes()


def test_an_attachment_is_looked_at_page_by_page_by_those_whom_it_concerns(client: FlaskClient, files: Path) -> None:
    with db.transaction() as session:
        notice = Notice.locked(session, make_notice(publish=False))
        pdf = attach(session, notice, "日程.pdf", "application/pdf", store(pdf_of(("评审日程",)))).id
        sheet = attach(session, notice, "名单.xlsx", "application/vnd.ms-excel", store(CONTENT)).id
        publish_notice(session, notice.id, by=SYSTEM)
        at = f"/notices/{notice.id}/attachments"

    assert client.get(f"{at}/{pdf}/pages", headers=bearer()).json == {"name": "日程.pdf", "pages": 1}
    drawn = client.get(f"{at}/{pdf}/pages/1", headers=bearer())
    assert (drawn.mimetype, drawn.data[:2]) == ("image/jpeg", b"\xff\xd8")
    kept = bearer() | {"If-None-Match": drawn.headers["ETag"]}
    assert client.get(f"{at}/{pdf}/pages/1", headers=kept).status_code == 304
    assert client.get(f"{at}/{pdf}/pages/2", headers=bearer()).status_code == 404
    assert client.get(f"{at}/{sheet}/pages", headers=bearer()).json["error"] == "preview_impossible"
    with db.transaction() as session:
        withdraw_notice(session, notice.id, by=SYSTEM, reason="有误")
    assert client.get(f"{at}/{pdf}/pages/1", headers=kept).status_code == 410
