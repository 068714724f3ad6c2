"""Where files lie: the same holds for the folder and for the bucket."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from deploy.make_buckets import make_buckets
from services.profile.db import db
from services.profile.models import File
from services.profile.operations.files import MOST_FILES, key_of
from shared.audit.archives import packed
from shared.audit.outside import outside
from shared.files import Folder, StoreAway, file_store
from shared.settings import settings
from stack.ports import free_base
from tests.audit.conftest import use_bucket as use_audit_bucket
from tests.profile.builders import bearer, make_file, make_person
from tests.profile.test_files import content_of, upload
from tests.stores import empty_bucket, name_bucket
from tests.uploads.documents import document

BUCKET = "zhicheng"
KEY = "profile/ab/abc"


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two in turn, empty."""
    monkeypatch.setitem(settings.__dict__, "file_store", request.param)
    monkeypatch.setitem(settings.__dict__, "files_dir", tmp_path)
    if request.param == "s3":
        name_bucket(request.getfixturevalue("s3"), BUCKET, monkeypatch)
        empty_bucket(settings.s3_endpoint, BUCKET)
    return str(request.param)


def person() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def stored() -> File:
    with db.reading() as session:
        return session.scalars(select(File)).one()


def test_what_was_uploaded_comes_back(store: str, client: FlaskClient) -> None:
    person_id, content = person(), document()

    file_id = upload(client, person_id, "a.pdf", content).json["id"]

    assert content_of(client, file_id, bearer(person_id)) == content
    assert file_store().find(key_of(stored().stored_as)) == content


def test_a_file_lies_under_a_random_name(store: str, client: FlaskClient) -> None:
    person_id = person()
    upload(client, person_id, "身份证.pdf", document())

    key = key_of(stored().stored_as)
    assert not {str(person_id), str(stored().id), "身份证"} & set(key.split("/"))
    assert UUID(key.rpartition("/")[2]).version == 4


def test_a_file_that_was_changed_in_the_store_is_not_shown(store: str, client: FlaskClient) -> None:
    person_id = person()
    file_id = upload(client, person_id, "a.pdf", document()).json["id"]
    file_store().keep(key_of(stored().stored_as), b"something else")

    answer = client.get(f"/files/{file_id}", headers=bearer(person_id))

    assert (answer.status_code, answer.json["error"]) == (503, "file_damaged")


def test_a_file_that_is_lost_is_not_found(store: str, client: FlaskClient) -> None:
    person_id = person()
    file_id = upload(client, person_id, "a.pdf", document()).json["id"]
    file_store().remove(key_of(stored().stored_as))

    assert client.get(f"/files/{file_id}", headers=bearer(person_id)).status_code == 404


def test_what_breaks_a_rule_leaves_nothing_in_the_store(
    store: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    real = type(file_store()).keep
    monkeypatch.setattr(
        type(file_store()), "keep", lambda self, key, content: (kept.append(key), real(self, key, content))
    )
    with db.transaction() as session:
        person_id = make_person(session)
        for _ in range(MOST_FILES):
            make_file(session, person_id)

    assert upload(client, person_id, "a.pdf", document()).json["error"] == "too_many_files"
    assert file_store().find(kept[0]) is not None
    assert file_store().find(kept[-1]) is None


def test_what_is_kept_again_takes_the_place_of_what_was_there(store: str) -> None:
    for content in (b"longer", BytesIO(b"new")):
        file_store().keep(KEY, content)

    assert file_store().find(KEY) == b"new"
    assert file_store().keys("profile/") == [KEY]


def test_what_fails_in_the_middle_leaves_what_was_there(store: str) -> None:
    def content() -> Iterator[bytes]:
        yield b"half of it"
        raise StopAsyncIteration

    file_store().keep(KEY, b"whole")

    with pytest.raises(StopAsyncIteration):
        file_store().keep(KEY, packed(content()))

    assert file_store().find(KEY) == b"whole"
    assert file_store().keys("profile/") == [KEY]


def test_removing_a_folder_removes_all_below_it_and_nothing_beside_it(store: str) -> None:
    for key in ("a/b/1", "a/b/2", "a/bc"):
        file_store().keep(key, b"x")

    file_store().remove("a/b/")
    file_store().remove("a/none/")
    file_store().remove("a/none")

    assert [file_store().find(key) for key in ("a/b/1", "a/b/2", "a/bc")] == [None, None, b"x"]


def test_a_store_that_is_away_is_a_clear_refusal(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = person()
    monkeypatch.setitem(settings.__dict__, "file_store", "s3")
    name_bucket(f"http://127.0.0.1:{free_base()}", BUCKET, monkeypatch)

    answer = upload(client, person_id, "a.pdf", document())

    assert (answer.status_code, answer.json["error"]) == (503, "file_store_away")
    assert "稍后再试" in answer.json["detail"]


def test_a_bucket_that_refuses_our_key_is_a_store_that_is_away(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "file_store", "s3")
    name_bucket(s3, BUCKET, monkeypatch)
    monkeypatch.setitem(settings.__dict__, "s3_bucket", "no-such-bucket")

    with pytest.raises(StoreAway):
        file_store().keep(KEY, b"x")
    with pytest.raises(StoreAway):
        file_store().find(KEY)


def test_a_folder_that_is_full_is_a_clear_refusal(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "ab").touch()

    with pytest.raises(StoreAway):
        Folder(tmp_path).keep(KEY, b"x")
    with pytest.raises(StoreAway):
        Folder(tmp_path).find(KEY)


def test_only_the_service_reads_its_folder(tmp_path: Path) -> None:
    Folder(tmp_path).keep(KEY, b"x")

    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert (tmp_path / KEY).parent.stat().st_mode & 0o077 == 0


def test_buckets_are_made_where_they_are_missing_and_left_alone_where_they_are(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `docker compose up` runs first."""
    name_bucket(s3, BUCKET, monkeypatch)
    use_audit_bucket(s3, monkeypatch)
    monkeypatch.setitem(settings.__dict__, "s3_bucket", "made-first")
    monkeypatch.setitem(settings.__dict__, "audit_s3_bucket", "made-second")
    monkeypatch.setitem(settings.__dict__, "file_store", "s3")

    for _ in range(2):
        make_buckets()

    for store in (file_store(), outside()):
        assert store
        store.keep(KEY, b"1")
        assert store.find(KEY) == b"1"
