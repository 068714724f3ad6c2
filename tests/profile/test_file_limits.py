"""How much may be uploaded: pages, pixels, what unfolds, and all files of one person together."""

from uuid import UUID

import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.profile.db import db
from services.profile.models import File
from shared.settings import settings
from tests.profile.builders import at_once, make_person
from tests.profile.test_files import upload
from tests.uploads.documents import document, pages, unfolding
from tests.uploads.pictures import picture


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
