"""Files that writers attach: what may be, in which order, and when they go from the store."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.notices.db import db
from services.notices.models import Attachment
from shared.auth import Role
from tests.notices.writers import TEXT, WRITTEN, Writer, of_school
from tests.uploads.corpus import ATTACHMENTS, PROOFS
from tests.uploads.documents import document
from tests.uploads.office import RELATIONS, docx, relation, xlsx


def send(writer: Writer, notice_id: str, name: str, content: bytes) -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return writer.client.post(f"{WRITTEN}/{notice_id}/attachments", data=data, headers=writer.headers)


def stored(files: Path) -> int:
    folder = files / "notices"
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.fixture
def draft(school: Writer, units: dict[str, UUID], files: Path) -> dict[str, Any]:
    """A draft of the school's."""
    return school.begin(**of_school(units))


def names(writer: Writer, notice_id: str) -> list[str]:
    return [file["name"] for file in writer.ask("GET", f"/{notice_id}").json["attachments"]]


def test_documents_and_pictures_are_kept_in_the_order_they_are_given(
    school: Writer, draft: dict[str, Any], files: Path
) -> None:
    link = {RELATIONS: relation("https://ok.example", "hyperlink")}
    for name, content in {"甲.pdf": document(), "乙.docx": docx(**link), "丙.xlsx": xlsx()}.items():
        assert send(school, draft["id"], name, content).status_code == 201
    last = school.ask("GET", f"/{draft['id']}").json["attachments"][-1]

    assert school.ask("POST", f"/{draft['id']}/attachments/{last['id']}/rise").status_code == 204
    assert names(school, draft["id"]) == ["甲.pdf", "丙.xlsx", "乙.docx"]
    assert school.ask("DELETE", f"/{draft['id']}/attachments/{last['id']}").status_code == 204
    assert names(school, draft["id"]) == ["甲.pdf", "乙.docx"]
    assert stored(files) == 2
    assert school.ask("GET", f"/{draft['id']}/attachments/{last['id']}").status_code == 404


def test_what_could_harm_is_refused_in_chinese_and_nothing_is_stored(
    school: Writer, draft: dict[str, Any], files: Path
) -> None:
    for name, (make, why) in (PROOFS | ATTACHMENTS).items():
        answer = send(school, draft["id"], name, make())

        assert (answer.status_code, why in answer.json["detail"]) == (422, True), (name, answer.json)
    assert stored(files) == 0


def test_a_published_notice_takes_no_files_and_what_came_for_it_is_not_kept(
    school: Writer, draft: dict[str, Any], files: Path
) -> None:
    school.publish(draft)

    assert send(school, draft["id"], "甲.pdf", document()).json["error"] == "notice_not_draft"
    assert stored(files) == 0


def test_a_file_goes_when_no_edition_has_it_any_more(school: Writer, draft: dict[str, Any], files: Path) -> None:
    kept = send(school, draft["id"], "甲.pdf", document()).json["id"]
    school.publish(draft)
    path = f"/{draft['id']}"
    school.ask("POST", f"{path}/revision")
    assert send(school, draft["id"], "乙.pdf", document()).status_code == 201
    school.ask("DELETE", f"{path}/attachments/{kept}")

    assert names(school, draft["id"]) == ["甲.pdf"]
    assert stored(files) == 2
    assert school.ask("DELETE", f"{path}/revision").status_code == 204
    assert stored(files) == 1
    with db.reading() as session:
        assert [file.name for file in session.scalars(select(Attachment))] == ["甲.pdf"]


def test_nobody_else_attaches_or_looks(
    system: Writer, client: Any, units: dict[str, UUID], draft: dict[str, Any]
) -> None:
    other = Writer(client, Role.UNIT_ADMIN, units["hospital"])
    file = send(system, draft["id"], "甲.pdf", document()).json["id"]

    assert send(other, draft["id"], "甲.pdf", document()).status_code == 404
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/rise")):
        assert other.ask(method, f"/{draft['id']}/attachments/{file}{path}").status_code == 404
    assert other.ask("PUT", f"/{draft['id']}", TEXT, version=1).status_code == 404
