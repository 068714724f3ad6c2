"""导出我的信息: a copy of everything, made in the background, for its owner alone, for one day."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from services.profile.db import db
from services.profile.exports import archive_of, exports, make_data_export
from services.profile.models import DataExport, ExportStatus, File, RecordStatus
from services.profile.operations import data_exports
from services.profile.operations.archive import folder_of
from services.profile.operations.files import key_of
from shared.auth import Role
from shared.files import StoreAway, file_store
from shared.messaging.long_work import DataExportExpired, DataExportRequested
from shared.settings import settings
from tests.profile.builders import ID_NUMBER, REVIEWER, ask, bearer, decide_change, make_record, messages
from tests.profile.expert_site import consent, deliver_due, let_time_pass

Json = dict[str, Any]


def wish(client: FlaskClient, person_id: UUID) -> UUID:
    response = client.post("/record/exports", headers=bearer(person_id))
    assert response.status_code == 202, response.json
    return UUID(response.json["id"])


def ready(client: FlaskClient, person_id: UUID) -> UUID:
    """A copy that was asked for and made."""
    export_id = wish(client, person_id)
    deliver_due()
    return export_id


def state(export_id: UUID) -> DataExport:
    with db.reading() as session:
        return session.get_one(DataExport, export_id)


def downloaded(client: FlaskClient, person_id: UUID, export_id: UUID) -> Any:
    return client.get(f"/record/exports/{export_id}/file", headers=bearer(person_id), buffered=True)


def data_in(content: bytes) -> Json:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found: Json = json.loads(archive.read("data.json"))
        return found


def let_a_day_pass(export_id: UUID) -> None:
    with db.transaction() as session:
        over = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(DataExport).where(DataExport.id == export_id).values(expires_at=over))
    let_time_pass()


def test_a_copy_holds_every_file_as_it_was_kept(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    export_id = ready(client, person_id)

    response = downloaded(client, person_id, export_id)

    assert (response.status_code, response.mimetype) == (200, "application/zip")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(response.data).hexdigest() == state(export_id).sha256
    assert len(response.data) == state(export_id).size
    with db.reading() as session:
        kept = {str(file.id): file.sha256 for file in session.scalars(select(File).where(File.owner_id == person_id))}
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        listed = json.loads(archive.read("data.json"))["files"]
        assert {one["id"]: hashlib.sha256(archive.read(one["path"])).hexdigest() for one in listed} == kept
        assert "个人信息副本" in archive.read("README.txt").decode("utf-8-sig")
        assert archive.testzip() is None


def test_a_copy_tells_everything_in_codes_and_words(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id))
    consent(person_id)
    export_id = ready(client, person_id)

    data = data_in(downloaded(client, person_id, export_id).data)

    sections = {part["key"]: part for part in data["record"]["sections"]}
    fields = {field["key"]: field for field in sections["basic_info"]["entries"][0]["fields"]}
    assert (fields["sex"]["value"], fields["sex"]["text"]) == ("2", "女")
    assert fields["mobile"]["value"] == "13812345678"
    assert data["person"]["id_number"] == fields["id_number"]["value"] == ID_NUMBER
    assert [snapshot["number"] for snapshot in data["snapshots"]] == [2, 1]
    assert [move["new"] for move in data["history"]] == ["pending", "approved"]
    assert [request["status"] for request in data["change_requests"]] == ["approved"]
    assert any(field["changed"] for field in data["change_requests"][0]["fields"])
    assert len(data["consents"]) == len(data["shares"]) == 1
    assert {"added", "changed", "asked", "moved"} == {line["deed"] for line in data["log"]}
    assert str(REVIEWER) not in json.dumps(data)


def test_a_message_that_arrives_twice_makes_one_archive(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = ready(client, person_id)
    first = state(export_id)

    let_time_pass()
    message = DataExportRequested(version=1, export_id=export_id)
    with db.transaction() as session:
        make_data_export(session, archive_of(message))

    assert state(export_id).sha256 == first.sha256
    assert len(list((settings.files_dir / folder_of(export_id)).iterdir())) == 1
    assert len(messages("data_export.ready")) == 1


def test_of_two_workers_at_the_same_copy_one_archive_remains(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = wish(client, person_id)
    message = DataExportRequested(version=1, export_id=export_id)
    archives = [archive_of(message), archive_of(message)]
    for archive in archives:
        with db.transaction() as session:
            make_data_export(session, archive)

    assert downloaded(client, person_id, export_id).status_code == 200
    assert len(list((settings.files_dir / folder_of(export_id)).iterdir())) == 1


def test_a_worker_that_dies_is_followed_by_another_and_leaves_nothing_for_good(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = wish(client, person_id)
    archive_of(DataExportRequested(version=1, export_id=export_id))  # its archive is kept; then the worker is killed
    deliver_due()

    assert downloaded(client, person_id, export_id).status_code == 200
    let_a_day_pass(export_id)
    deliver_due()

    assert not (settings.files_dir / folder_of(export_id)).exists()


def test_a_store_that_is_away_only_delays_the_copy(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = make_record()
    export_id = wish(client, person_id)
    with monkeypatch.context() as away:
        away.setattr("services.profile.operations.archive.content_of", _refuse)
        deliver_due()
        assert state(export_id).status is ExportStatus.QUEUED

    let_time_pass()
    deliver_due()

    assert downloaded(client, person_id, export_id).status_code == 200


def test_a_lost_file_is_named_and_keeps_nothing_else_back(client: FlaskClient) -> None:
    person_id = make_record()
    with db.reading() as session:
        lost = session.scalars(select(File).where(File.owner_id == person_id)).first()
    assert lost is not None
    file_store().remove(key_of(lost.stored_as))
    export_id = ready(client, person_id)

    files = data_in(downloaded(client, person_id, export_id).data)["files"]

    assert {file["id"] for file in files if file["missing"]} == {str(lost.id)}
    assert len(files) > 1


def test_one_copy_at_a_time(client: FlaskClient) -> None:
    person_id = make_record()
    wish(client, person_id)

    response = client.post("/record/exports", headers=bearer(person_id))

    assert (response.status_code, response.json["error"]) == (409, "export_under_way")


def test_a_copy_that_never_ends_is_given_up_and_locks_nobody_out(client: FlaskClient) -> None:
    person_id = make_record()
    stuck = wish(client, person_id)
    with db.transaction() as session:
        long_ago = datetime.now(UTC) - data_exports.PATIENCE
        session.execute(update(DataExport).values(requested_at=long_ago))

    wish(client, person_id)

    assert state(stuck).status is ExportStatus.FAILED
    assert downloaded(client, person_id, stuck).json["error"] == "export_not_ready"


def test_a_new_copy_replaces_the_one_before(client: FlaskClient) -> None:
    person_id = make_record()
    first = ready(client, person_id)
    second = ready(client, person_id)

    assert downloaded(client, person_id, first).status_code == 410
    assert downloaded(client, person_id, second).status_code == 200
    assert not (settings.files_dir / folder_of(first)).exists()


def test_after_a_day_the_copy_is_gone_and_the_answer_says_so(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = ready(client, person_id)
    let_a_day_pass(export_id)

    before_clearing = downloaded(client, person_id, export_id)
    deliver_due()
    after = downloaded(client, person_id, export_id)

    assert (before_clearing.status_code, after.status_code) == (410, 410)
    assert "重新导出" in after.json["detail"]
    assert state(export_id).status is ExportStatus.EXPIRED
    assert not (settings.files_dir / folder_of(export_id)).exists()


def test_a_copy_is_not_removed_before_its_day_is_over(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = ready(client, person_id)
    let_time_pass()
    deliver_due()

    assert downloaded(client, person_id, export_id).status_code == 200
    assert exports.receivers["export.remove_data_export"].contract is DataExportExpired


def test_nobody_else_sees_or_downloads_it(client: FlaskClient) -> None:
    person_id, other = make_record(), make_record()
    export_id = ready(client, person_id)

    assert downloaded(client, other, export_id).status_code == 404
    assert client.get(f"/record/exports/{export_id}", headers=bearer(other)).status_code == 404
    assert client.get("/record/exports", headers=bearer(other)).json == {"items": []}
    reviewer = bearer(REVIEWER, Role.UNIT_REVIEWER)
    assert client.get(f"/record/exports/{export_id}/file", headers=reviewer).status_code == 403


def test_a_copy_that_is_not_ready_says_so(client: FlaskClient) -> None:
    person_id = make_record()
    export_id = wish(client, person_id)

    response = downloaded(client, person_id, export_id)

    assert (response.status_code, response.json["error"]) == (409, "export_not_ready")
    assert client.get(f"/record/exports/{export_id}", headers=bearer(person_id)).json["status"] == "queued"


def _refuse(_: File) -> bytes:
    raise StoreAway
