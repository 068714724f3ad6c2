"""Pages as pictures: drawn apart, bounded, kept, and shown to those only who may see the file."""

import io
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies
from PIL import Image

from services.profile.collector import collect_files
from services.profile.db import db
from services.profile.models import File, RecordStatus
from services.profile.operations import collecting
from services.profile.operations.files import key_of, previews_of
from shared.files import file_store
from shared.uploads import previews
from tests.profile.builders import bearer, case_pass, make_person, make_record, submissions_of
from tests.profile.test_files import upload
from tests.uploads.documents import document
from tests.uploads.pictures import picture

REVIEWER = uuid4()


def pages_of(count: int, size: tuple[int, int] = (595, 842)) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=size)
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def stored(owner_id: UUID, content: bytes, media_type: str = "application/pdf") -> File:
    """A file that is in the store although no upload would have been accepted."""
    with db.transaction() as session:
        file = File(
            id=uuid4(), owner_id=owner_id, name="证明.pdf", media_type=media_type, size=len(content),
            sha256=sha256(content).hexdigest(), purpose="proof", stored_as=uuid4().hex,
        )  # fmt: skip
        file_store().keep(key_of(file.stored_as), content)
        session.add(file)
    return file


def kept(client: FlaskClient, person_id: UUID, content: bytes, name: str = "证明.pdf") -> str:
    identifier: str = upload(client, person_id, name, content).json["id"]
    return identifier


def drawn(client: FlaskClient, address: str, headers: dict[str, str], **query: Any) -> Image.Image:
    with client.get(f"/files/{address}", headers=headers, query_string=query) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        return Image.open(io.BytesIO(answer.data))


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def test_every_page_of_a_document_is_a_picture_that_fits_the_box(client: FlaskClient, person_id: UUID) -> None:
    file = kept(client, person_id, pages_of(3))

    assert client.get(f"/files/{file}/pages", headers=bearer(person_id)).json["pages"] == 3
    assert drawn(client, f"{file}/pages/3", bearer(person_id)).size == (1400, 1982)
    small = drawn(client, f"{file}/pages/1", bearer(person_id), size="small")
    assert max(small.size) == 240


def test_a_picture_is_its_own_page_small_and_without_exif(client: FlaskClient, person_id: UUID) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    file = kept(client, person_id, picture(size=(4000, 3000), exif=exif), "证书.jpg")

    small = drawn(client, f"{file}/pages/1", bearer(person_id), size="small")
    assert (small.size, dict(small.getexif())) == ((180, 240), {})


@pytest.mark.parametrize("page", [0, 2, 10_000])
def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, person_id: UUID, page: int) -> None:
    file = kept(client, person_id, document())

    assert client.get(f"/files/{file}/pages/{page}", headers=bearer(person_id)).status_code == 404


def test_only_those_who_may_see_the_file_see_its_pages(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    (submission,) = submissions_of(person_id)
    with db.transaction() as session:
        file_id = submission.content["sections"]["education"][0]["data"]["proof"][0]["id"]
        file = session.get_one(File, UUID(file_id))
        content = document()
        file.sha256 = sha256(content).hexdigest()
        file_store().remove(key_of(file.stored_as))
        file_store().keep(key_of(file.stored_as), content)

    assert drawn(client, f"{file_id}/pages/1", case_pass(REVIEWER, person_id, submission.id))
    for address in (f"/files/{file_id}/pages", f"/files/{file_id}/pages/1"):
        assert client.get(address, headers=bearer(uuid4())).status_code == 404
        assert client.get(address).status_code == 401


def test_what_the_browser_has_already_is_not_sent_again_but_asked_for_each_time(
    client: FlaskClient, person_id: UUID
) -> None:
    file = kept(client, person_id, document())
    first = client.get(f"/files/{file}/pages/1", headers=bearer(person_id))
    tag = {"If-None-Match": first.headers["ETag"]}

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"/files/{file}/pages/1", headers=bearer(person_id) | tag).status_code == 304
    assert client.get(f"/files/{file}/pages/1", headers=bearer(uuid4()) | tag).status_code == 404


def test_a_page_is_drawn_once(client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept(client, person_id, document())
    drawn(client, f"{file}/pages/1", bearer(person_id))
    monkeypatch.setattr(previews, "DRAWING_SECONDS", 0)  # a second drawing would fail

    drawn(client, f"{file}/pages/1", bearer(person_id))


def test_a_page_that_takes_too_long_is_refused_and_not_tried_again(
    client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(client, person_id, document())
    with monkeypatch.context() as patch:
        patch.setattr(previews, "DRAWING_SECONDS", 0.01)
        answer = client.get(f"/files/{file}/pages/1", headers=bearer(person_id))
        assert (answer.status_code, answer.json["error"]) == (422, "preview_impossible")

    assert client.get(f"/files/{file}/pages/1", headers=bearer(person_id)).status_code == 422
    with client.get(f"/files/{file}", headers=bearer(person_id)) as whole:
        assert whole.status_code == 200


@pytest.mark.parametrize("size", [(14_400, 14_400), (3, 14_400), (14_400, 3)])
def test_however_large_a_page_says_it_is_its_picture_fits_the_box(
    client: FlaskClient, person_id: UUID, size: tuple[int, int]
) -> None:
    file = kept(client, person_id, pages_of(1, size))

    width, height = drawn(client, f"{file}/pages/1", bearer(person_id)).size
    assert width <= 1400 and height <= 2000  # noqa: PT018 - one box


def test_a_picture_that_unfolds_to_more_than_the_memory_allowed_ends_only_its_drawing(
    client: FlaskClient, person_id: UUID
) -> None:
    written = io.BytesIO()
    Image.new("1", (60_000, 60_000)).save(written, "PNG")
    file = stored(person_id, written.getvalue(), "image/png")

    assert client.get(f"/files/{file.id}/pages/1", headers=bearer(person_id)).status_code == 422


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=strategies.integers(10, 400), put=strategies.binary(max_size=20))
def test_a_broken_document_never_breaks_the_service(cut: int, put: bytes) -> None:
    whole = pages_of(2)

    picture = previews._draw(whole[:cut] + put + whole[cut + len(put) :], "application/pdf", 1, "small")
    assert picture == previews.NOT_DRAWABLE or picture.startswith(b"\xff\xd8")


def test_with_the_file_its_pictures_are_collected(client: FlaskClient, person_id: UUID) -> None:
    file = kept(client, person_id, document())
    drawn(client, f"{file}/pages/1", bearer(person_id))
    with db.transaction() as session:
        key = f"{previews_of(session.get_one(File, UUID(file)).stored_as)}1-large"
        assert file_store().find(key)
        collecting.condemn(session, person_id, uploaded_before=session.get_one(File, UUID(file)).created_at.max)

    collect_files()

    assert file_store().find(key) is None
