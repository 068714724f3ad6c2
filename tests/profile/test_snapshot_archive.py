"""Contents of old snapshots lie in the store of files, and everything that could be done with them still can."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from services.profile.cli import cli
from services.profile.collector import collect_files
from services.profile.db import db
from services.profile.models import File, RecordStatus, Submission
from services.profile.operations.snapshots import digest
from shared.beijing import start_of
from shared.files import FileDamaged, file_store
from tests.conftest import Superuser
from tests.profile.builders import ask, bearer, decide_change, make_record, submissions_of
from tests.profile.printed import text_of

LAST_DAY_OF_2020 = start_of(date(2021, 1, 1)) - timedelta(hours=1)


@pytest.fixture
def person_id(superusers: dict[str, Superuser]) -> UUID:
    """Somebody with a snapshot of 2020 that another of 2020 has followed."""
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id))
    superusers["profile"].execute("UPDATE submission SET created_at = %s", (LAST_DAY_OF_2020,))
    return person_id


def archive(*options: str) -> dict[str, int]:
    answer = CliRunner().invoke(cli, ["archive-snapshots", "--years", "3", *options], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    found: dict[str, int] = json.loads(answer.stdout)
    return found


def column(submission: Submission) -> dict[str, Any]:
    """What lies in the database."""
    with db.reading() as session:
        found: dict[str, Any] = session.execute(
            text("SELECT content FROM submission WHERE id = :id"), {"id": submission.id}
        ).scalar_one()
    return found


def test_what_was_followed_is_archived_by_year_and_what_holds_stays(person_id: UUID) -> None:
    old, current = submissions_of(person_id)
    content = old.content

    assert archive("--dry-run") == {"due": 1, "archived": 0}
    assert archive() == {"due": 1, "archived": 1}
    assert archive() == {"due": 0, "archived": 0}

    archived, kept = submissions_of(person_id)
    assert archived.archive_key == f"profile/snapshots/2020/{old.id}.json"
    assert set(column(archived)) == {"named"}
    assert kept.archived_at is None
    assert column(kept) == current.content
    assert archived.content == content
    assert digest(archived.content) == archived.sha256


def test_a_run_leaves_alone_what_another_run_is_archiving(person_id: UUID) -> None:
    """Whoever removed its file now, and were killed, would have lost the only copy once the other has committed."""
    old, _ = submissions_of(person_id)
    file_store().keep(old.archive_key, b"as the other run has stored it")
    with db.transaction() as session:
        session.get_one(Submission, old.id, with_for_update=True)

        assert archive() == {"due": 1, "archived": 0}

        assert file_store().find(old.archive_key) == b"as the other run has stored it"


def test_an_archived_snapshot_is_opened_printed_and_compared_as_before(client: FlaskClient, person_id: UUID) -> None:
    mine = bearer(person_id)
    old, current = (submission.id for submission in submissions_of(person_id))
    paths = ("/submissions", f"/submissions/{old}", f"/submissions/comparison?from={old}&to={current}")
    before = [client.get(path, headers=mine).get_json() for path in paths]
    printed = text_of(client.get("/record/snapshots/1/print.pdf", headers=mine).data)

    archive()

    assert [client.get(path, headers=mine).get_json() for path in paths] == before
    again = client.get("/record/snapshots/1/print.pdf", headers=mine)
    assert again.status_code == 200
    assert text_of(again.data) == printed


def test_files_that_only_an_archived_snapshot_names_are_kept(person_id: UUID) -> None:
    archive()
    with db.transaction() as session:
        session.execute(text("UPDATE entry SET data = '{}' WHERE record_id = :id"), {"id": person_id})
        session.execute(update(File).values(created_at=datetime.now(UTC) - timedelta(days=3)))

    assert collect_files() == {"condemned": 0, "removed": 0}


def test_an_archive_that_was_changed_is_never_shown(client: FlaskClient, person_id: UUID) -> None:
    archive()
    (old, _) = submissions_of(person_id)
    file_store().remove(old.archive_key)
    file_store().keep(old.archive_key, b'{"person": {}, "sections": {}}')

    with pytest.raises(FileDamaged):
        _ = old.content
    answer = client.get("/record/snapshots/1/print.pdf", headers=bearer(person_id))
    assert (answer.status_code, answer.get_json()["error"]) == (503, "file_damaged")


def test_a_run_that_was_cut_off_after_storing_is_repeated(person_id: UUID) -> None:
    (old, _) = submissions_of(person_id)
    file_store().keep(old.archive_key, b"half of it")

    assert archive() == {"due": 1, "archived": 1}
    assert submissions_of(person_id)[0].content == old.content


@pytest.mark.parametrize(
    "change",
    ["content = '{}'", "sha256 = 'x', archived_at = now()", "archived_at = now()", "archived_at = NULL"],
    ids=["content", "checksum", "archived again", "brought back"],
)
def test_nothing_else_of_a_snapshot_changes(person_id: UUID, change: str) -> None:
    archive()

    with pytest.raises(DBAPIError, match="append-only"), db.transaction() as session:
        session.execute(text(f"UPDATE submission SET {change} WHERE number = 1"))
    with pytest.raises(DBAPIError, match="append-only"), db.transaction() as session:
        session.execute(text("UPDATE submission SET content = '{}' WHERE number = 2"))
