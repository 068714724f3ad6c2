"""附件: every bad file of the corpus is refused in Chinese, or loses what it hides."""

from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from shared.settings import settings
from shared.uploads.content import clean_name
from tests.profile.builders import bearer, make_person
from tests.profile.test_files import content_of, upload
from tests.uploads.corpus import ATTACHMENTS, ONLY, PROOFS, RENAMED, STRIPPED
from tests.uploads.pictures import SCRIPT

EVERY_FILE = PROOFS | {name: (make, ONLY) for name, (make, _) in ATTACHMENTS.items() if not name.endswith(".pdf")}


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def stored() -> list[Path]:
    return [path for path in settings.files_dir.rglob("*") if path.is_file()]


def test_what_is_no_plain_picture_or_document_is_refused_in_chinese(client: FlaskClient, person_id: UUID) -> None:
    before = stored()
    for name, (make, why) in EVERY_FILE.items():
        answer = upload(client, person_id, name, make())

        assert (answer.status_code, why in answer.json["detail"]) == (422, True), (name, answer.json)
    assert stored() == before


def test_what_a_picture_hides_is_not_stored(client: FlaskClient, person_id: UUID) -> None:
    for name, make in STRIPPED.items():
        file_id = upload(client, person_id, name, make()).json["id"]

        assert SCRIPT not in content_of(client, file_id, bearer(person_id)), name


def test_names_of_files_carry_no_folders_and_no_tricks() -> None:
    assert {name: clean_name(name) for name in RENAMED} == RENAMED
