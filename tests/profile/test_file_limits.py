"""How much may be uploaded: pages, pixels, what unfolds, and all files of one person together."""

import io
import resource
import subprocess
import sys
import zlib
from uuid import UUID

import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.profile.db import db
from services.profile.models import File
from shared.settings import settings
from shared.uploads.content import FileRefused, examine
from tests.profile.builders import at_once, make_person
from tests.profile.test_files import document, picture, upload

MEGABYTE = 1024 * 1024


def pages(number: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(number):
        pdf.add_blank_page()
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def unfolding(megabytes: int) -> bytes:
    """A PDF whose list of objects unfolds into so much; it takes a thousandth of that."""
    packing = zlib.compressobj(9)
    packed = packing.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    packed += b"".join(packing.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packing.flush()
    objects = [
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    ]
    written, rows = b"%PDF-1.5\n", [(0, 0), (2, 4)]
    for number, content in enumerate(objects, 2):
        rows.append((1, len(written)))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows.append((1, len(written)))
    table = b"".join(kind.to_bytes() + place.to_bytes(4) + bytes(1) for kind, place in rows)
    head = b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return written + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(written)


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def test_a_document_may_have_two_hundred_pages_and_no_more(client: FlaskClient, person_id: UUID) -> None:
    assert upload(client, person_id, "a.pdf", pages(200)).status_code == 201

    answer = upload(client, person_id, "a.pdf", pages(201))
    assert (answer.status_code, answer.json["error"]) == (422, "too_many_pages")
    assert "201 页，最多 200 页" in answer.json["detail"]


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_picture_of_too_many_pixels_is_refused(client: FlaskClient, person_id: UUID, form: str, name: str) -> None:
    answer = upload(client, person_id, name, picture(form, (8000, 6000)))

    assert (answer.status_code, answer.json["error"]) == (422, "too_many_pixels")
    assert "4000 万像素" in answer.json["detail"]


def test_an_ordinary_list_of_objects_is_read(client: FlaskClient, person_id: UUID) -> None:
    assert upload(client, person_id, "a.pdf", unfolding(1)).status_code == 201


def test_what_unfolds_beyond_measure_is_refused_and_takes_no_memory() -> None:
    """The memory of a process is known only as its peak, so a fresh one opens the file."""
    content = unfolding(400)
    assert len(content) < MEGABYTE
    measured = subprocess.run(
        [sys.executable, "-m", "tests.profile.test_file_limits"], input=content, capture_output=True, check=False
    )

    assert measured.returncode == 0, measured.stderr.decode()
    assert int(measured.stdout) < 64


def test_all_files_of_a_person_together_stay_below_the_quota(
    client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "file_quota_mb", 1)
    with db.transaction() as session:
        other = make_person(session)
    content = document(Padding=pikepdf.String("x" * 600_000))

    assert upload(client, person_id, "a.pdf", content).status_code == 201
    answer = upload(client, person_id, "b.pdf", content)
    assert (answer.status_code, answer.json["error"]) == (409, "file_quota_reached")
    assert "最多 1 MB" in answer.json["detail"]
    assert upload(client, other, "a.pdf", content).status_code == 201


def test_uploads_at_the_same_time_do_not_pass_the_quota_together(
    client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "file_quota_mb", 1)
    content = document(Padding=pikepdf.String("x" * 600_000))

    answers = at_once(*[lambda: upload(client.application.test_client(), person_id, "a.pdf", content)] * 4)

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    with db.reading() as session:
        assert session.scalar(select(func.count()).where(File.owner_id == person_id)) == 1


if __name__ == "__main__":
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    given = sys.stdin.buffer.read()
    with pytest.raises(FileRefused):
        examine("a.pdf", given)
    sys.stdout.write(str((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024))
