"""Files that writers attach: what may be, in which order, and when they go from the store."""

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.notices.db import db
from services.notices.models import Attachment
from shared.auth import Role
from tests.notices.writers import TEXT, WRITTEN, Writer, of_school

RELATIONS = "word/_rels/document.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(buffer)
    return buffer.getvalue()


def docx(**parts: str | bytes) -> bytes:
    """A Word file with these parts more, by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **parts}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def relation(target: str, kind: str) -> str:
    relationship = f'<Relationship Id="1" Type="{TYPE}/{kind}" Target="{target}" TargetMode="External"/>'
    return f"<Relationships>{relationship}</Relationships>"


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
    for name, content in {"甲.pdf": pdf(), "乙.docx": docx(**link), "丙.xlsx": xlsx()}.items():
        assert send(school, draft["id"], name, content).status_code == 201
    last = school.ask("GET", f"/{draft['id']}").json["attachments"][-1]

    assert school.ask("POST", f"/{draft['id']}/attachments/{last['id']}/rise").status_code == 204
    assert names(school, draft["id"]) == ["甲.pdf", "丙.xlsx", "乙.docx"]
    assert school.ask("DELETE", f"/{draft['id']}/attachments/{last['id']}").status_code == 204
    assert names(school, draft["id"]) == ["甲.pdf", "乙.docx"]
    assert stored(files) == 2
    assert school.ask("GET", f"/{draft['id']}/attachments/{last['id']}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.docm", docx()),
        ("a.pdf", docx()),
        ("a.docx", pdf()),
        ("a.docx", xlsx()),
        ("a.docx", b"PK\x03\x04"),
        ("a.docx", docx(**{"word/vbaProject.bin": "x"})),
        ("a.docx", docx(**{"word/embeddings/oleObject1.bin": "x"})),
        ("a.docx", docx(**{"../outside": "x"})),
        ("a.docx", docx(**{RELATIONS: relation("https://xss.example/t.dotm", "attachedTemplate")})),
        ("a.docx", docx(**{RELATIONS: "<!DOCTYPE x>"})),
        ("a.docx", docx(**{"word/bomb": b"0" * 3_000_000})),
    ],
    ids=[
        *("program", "with macros by name", "docx as pdf", "pdf as docx", "xlsx as docx", "broken", "macro", "object"),
        *("outside", "template from elsewhere", "entities", "bomb"),
    ],
)
def test_what_could_harm_is_refused_and_nothing_is_stored(
    school: Writer, draft: dict[str, Any], files: Path, name: str, content: bytes
) -> None:
    answer = send(school, draft["id"], name, content)

    assert (answer.status_code, answer.json["error"]) == (422, "file_refused")
    assert stored(files) == 0


def test_a_published_notice_takes_no_files_and_what_came_for_it_is_not_kept(
    school: Writer, draft: dict[str, Any], files: Path
) -> None:
    school.publish(draft)

    assert send(school, draft["id"], "甲.pdf", pdf()).json["error"] == "notice_not_draft"
    assert stored(files) == 0


def test_a_file_goes_when_no_edition_has_it_any_more(school: Writer, draft: dict[str, Any], files: Path) -> None:
    kept = send(school, draft["id"], "甲.pdf", pdf()).json["id"]
    school.publish(draft)
    path = f"/{draft['id']}"
    school.ask("POST", f"{path}/revision")
    assert send(school, draft["id"], "乙.pdf", pdf()).status_code == 201
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
    file = send(system, draft["id"], "甲.pdf", pdf()).json["id"]

    assert send(other, draft["id"], "甲.pdf", pdf()).status_code == 404
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/rise")):
        assert other.ask(method, f"/{draft['id']}/attachments/{file}{path}").status_code == 404
    assert other.ask("PUT", f"/{draft['id']}", TEXT, version=1).status_code == 404
