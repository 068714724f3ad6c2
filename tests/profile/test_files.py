"""附件: what may be uploaded, and who may open it."""

import io
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import RecordStatus
from shared.auth import Role
from shared.uploads.content import PHOTO_PIXELS
from tests.profile.builders import bearer, case_pass, entry_of, make_person, make_record, submissions_of
from tests.uploads.documents import document
from tests.uploads.pictures import picture


def upload(client: FlaskClient, person_id: UUID, name: str, content: bytes, purpose: str = "proof") -> TestResponse:
    data = {"file": (io.BytesIO(content), name), "purpose": purpose}
    return client.post("/files", data=data, headers=bearer(person_id))


def content_of(client: FlaskClient, file_id: str, headers: dict[str, str]) -> bytes:
    with client.get(f"/files/{file_id}", headers=headers) as answer:
        assert answer.status_code == 200
        return answer.data


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


ACCEPTED = {
    "a.jpg": (picture(), "image/jpeg"),
    "a.jpeg": (picture(), "image/jpeg"),
    "a.PNG": (picture("PNG"), "image/png"),
    "a.pdf": (document(), "application/pdf"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_pictures_and_documents_come_back_as_downloads(client: FlaskClient, person_id: UUID, name: str) -> None:
    content, media_type = ACCEPTED[name]

    answer = upload(client, person_id, name, content)
    assert (answer.status_code, answer.json["media_type"]) == (201, media_type)
    with client.get(f"/files/{answer.json['id']}", headers=bearer(person_id)) as file:
        assert (file.status_code, file.mimetype, len(file.data)) == (200, media_type, answer.json["size"])
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("size", [5 * 1024 * 1024 + 1, 7 * 1024 * 1024])
def test_a_file_of_more_than_five_megabytes_is_refused(client: FlaskClient, person_id: UUID, size: int) -> None:
    answer = upload(client, person_id, "a.pdf", b"%PDF-" + bytes(size))

    assert answer.status_code == 413
    assert "5 MB" in answer.json["detail"]


def test_a_photo_is_cropped_and_shrunk(client: FlaskClient, person_id: UUID) -> None:
    answer = upload(client, person_id, "me.jpg", picture(size=(3000, 2000)), "photo")

    stored = content_of(client, answer.json["id"], bearer(person_id))
    assert Image.open(io.BytesIO(stored)).size == PHOTO_PIXELS


def test_another_persons_file_is_not_found(client: FlaskClient, person_id: UUID) -> None:
    with db.transaction() as session:
        other = make_person(session)
    file_id = upload(client, person_id, "a.pdf", document()).json["id"]

    assert client.get(f"/files/{file_id}", headers=bearer(other)).status_code == 404
    assert client.get(f"/files/{file_id}", headers=bearer(other, Role.SYSTEM_ADMIN)).status_code == 404


def test_another_persons_file_cannot_be_named_in_an_entry(client: FlaskClient, person_id: UUID) -> None:
    with db.transaction() as session:
        other = make_person(session)
    file = upload(client, person_id, "a.pdf", document()).json

    data = {"proof": [{"id": file["id"], "name": file["name"]}]}
    answer = client.post("/record/sections/education/entries", json={"data": data}, headers=bearer(other))

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["proof"])


def test_a_pass_opens_the_files_of_its_case_and_no_others(client: FlaskClient) -> None:
    reviewer = uuid4()
    person_id = make_record(RecordStatus.PENDING)
    submission = submissions_of(person_id)[0]
    headers = case_pass(reviewer, person_id, submission.id)
    named = entry_of(person_id, "education").data["proof"][0]["id"]
    unnamed = upload(client, person_id, "a.pdf", document()).json["id"]

    assert content_of(client, named, headers) == b"x"
    assert client.get(f"/files/{unnamed}", headers=headers).status_code == 404
    assert client.get(f"/files/{named}", headers=bearer(reviewer, Role.UNIT_REVIEWER)).status_code == 404


def test_a_pass_of_another_reviewer_or_for_another_submission_opens_nothing(client: FlaskClient) -> None:
    reviewer, person_id = uuid4(), make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    good = case_pass(reviewer, person_id, submission_id)
    other_reviewer = bearer(uuid4(), Role.UNIT_REVIEWER) | {"Case-Pass": good["Case-Pass"]}
    other_case = case_pass(reviewer, person_id, uuid4())

    address = f"/submissions/{submission_id}"
    assert client.get(address, headers=good).status_code == 200
    assert client.get(address, headers=other_reviewer).json["error"] == "case_pass_not_valid"
    assert client.get(address, headers=other_case).status_code == 404
    assert client.get(address, headers=good | {"Case-Pass": "x.y.z"}).json["error"] == "case_pass_not_valid"
