"""Files that nothing refers to are collected; a file that something refers to never is, whatever happens meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from services.profile import collector
from services.profile.collector import collect_files
from services.profile.db import db
from services.profile.models import ChangeAction, File, RecordStatus, RemovedEntry
from services.profile.operations import collecting
from services.profile.operations.drafts import keep_draft
from services.profile.operations.entries import add_entry, change_entry
from services.profile.operations.files import key_of
from services.profile.operations.removal import remove_entry
from services.profile.operations.values import EntryInvalid
from shared.files import StoreAway, file_store
from shared.messaging import clock
from shared.settings import settings
from tests.profile.builders import (
    ask,
    at_once,
    bearer,
    education,
    entry_of,
    make_file,
    make_person,
    make_record,
    take_back,
    work,
)
from tests.profile.expert_site import deliver_due

LONG_AGO = datetime.now(UTC) - timedelta(days=3)
Named = dict[str, str]


def old_file(session: Session, owner_id: UUID) -> Named:
    named = make_file(session, owner_id)
    session.execute(update(File).where(File.id == UUID(named["id"])).values(created_at=LONG_AGO))
    return named


def upload(owner_id: UUID) -> Named:
    with db.transaction() as session:
        return old_file(session, owner_id)


def is_kept(named: Named) -> bool:
    """Whether both are there, the row and the content; one without the other would be a fault."""
    with db.reading() as session:
        file = session.get(File, UUID(named["id"]))
    return file is not None and file.condemned_at is None and file_store().find(key_of(file.stored_as)) is not None


def attach(person_id: UUID, named: Named) -> None:
    with db.transaction() as session:
        add_entry(session, person_id, "education", {"school": "河北医科大学", "proof": [named]})


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def test_a_file_that_nothing_refers_to_is_removed_with_its_content(client: FlaskClient, person_id: UUID) -> None:
    named = upload(person_id)
    with db.reading() as session:
        key = key_of(session.get_one(File, UUID(named["id"])).stored_as)

    assert collect_files() == {"condemned": 1, "removed": 1}
    assert file_store().find(key) is None
    assert client.get(f"/files/{named['id']}", headers=bearer(person_id)).status_code == 404
    assert collect_files() == {"condemned": 0, "removed": 0}


def test_a_young_file_waits_for_its_form(person_id: UUID) -> None:
    with db.transaction() as session:
        named = make_file(session, person_id)

    collect_files()

    assert is_kept(named)


def in_entry(person_id: UUID, named: Named) -> None:
    attach(person_id, named)


def in_removed_entry(person_id: UUID, named: Named) -> None:
    with db.transaction() as session:
        entry = add_entry(session, person_id, "education", {"proof": [named]}).entry
    with db.transaction() as session:
        remove_entry(session, person_id, entry.id, expected=entry.version)


def in_draft(person_id: UUID, named: Named) -> None:
    with db.transaction() as session:
        keep_draft(session, person_id, "education", None, {"proof": [named]}, base=None)


@pytest.mark.parametrize("place", [in_entry, in_removed_entry, in_draft])
def test_a_file_that_is_named_somewhere_is_kept(person_id: UUID, place: Callable[[UUID, Named], None]) -> None:
    named = upload(person_id)
    place(person_id, named)

    collect_files()

    assert is_kept(named)


def test_a_file_of_a_snapshot_is_kept_after_the_entry_has_let_go_of_it() -> None:
    person_id = make_record(RecordStatus.RETURNED)
    entry = entry_of(person_id, "education")
    (named,) = entry.data["proof"]
    with db.transaction() as session:
        session.execute(update(File).values(created_at=LONG_AGO))
        change_entry(session, person_id, entry.id, education(session, person_id), expected=entry.version)

    collect_files()

    assert is_kept(named)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_files_of_a_change_request_are_kept(*, withdrawn: bool) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    evidence, proof = upload(person_id), upload(person_id)
    entry = entry_of(person_id, "education")
    request_id = ask(
        person_id, "education", entry_id=entry.id, data=entry.data | {"proof": [proof]}, files=[evidence],
        action=ChangeAction.MODIFY,
    )  # fmt: skip
    if withdrawn:
        take_back(person_id, request_id)

    collect_files()

    assert is_kept(evidence)
    assert is_kept(proof)


def test_what_a_deleted_entry_named_goes_when_it_can_no_longer_be_brought_back(person_id: UUID) -> None:
    named = upload(person_id)
    in_removed_entry(person_id, named)
    with db.transaction() as session:
        session.execute(update(RemovedEntry).values(removed_at=LONG_AGO))

    assert collect_files()["removed"] == 1


def test_a_run_that_was_killed_between_the_steps_is_finished_by_the_next(person_id: UUID) -> None:
    upload(person_id)
    with db.transaction() as session:
        assert collecting.condemn(session, person_id, uploaded_before=datetime.now(UTC)) == 1

    assert collect_files() == {"condemned": 0, "removed": 1}


def test_while_the_store_is_away_the_row_stays_so_that_nothing_is_left_behind_in_it(
    person_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(person_id)
    with monkeypatch.context() as patch:
        no_folder = tmp_path / "no-folder"
        no_folder.write_text("")
        patch.setitem(settings.__dict__, "files_dir", no_folder)
        with pytest.raises(StoreAway):
            collect_files()

    assert collect_files() == {"condemned": 0, "removed": 1}


def test_a_condemned_file_is_refused_where_it_would_be_attached(person_id: UUID) -> None:
    named = upload(person_id)
    with db.transaction() as session:
        collecting.condemn(session, person_id, uploaded_before=datetime.now(UTC))

    with pytest.raises(EntryInvalid) as raised:
        attach(person_id, named)
    assert "请重新上传" in raised.value.fields["proof"][0]


def test_a_file_that_is_being_attached_while_the_collector_runs_is_kept(person_id: UUID) -> None:
    named = upload(person_id)
    with db.transaction() as session:
        add_entry(session, person_id, "education", {"proof": [named]})
        assert collect_files() == {"condemned": 0, "removed": 0}

    collect_files()

    assert is_kept(named)


def test_of_attaching_and_collecting_at_once_whoever_comes_first_holds(person_id: UUID) -> None:
    files = [upload(person_id) for _ in range(8)]
    attaching = [lambda named=named: attach(person_id, named) for named in files]

    outcomes = at_once(*attaching, collect_files, collect_files)
    collect_files()

    attached = [outcome is None for outcome in outcomes[: len(files)]]
    assert [is_kept(named) for named in files] == attached
    refusals = [outcome for outcome in outcomes[: len(files)] if outcome is not None]
    assert all(isinstance(refusal, EntryInvalid) for refusal in refusals)


def test_work_without_files_is_no_reason_to_keep_any(person_id: UUID) -> None:
    upload(person_id)
    with db.transaction() as session:
        add_entry(session, person_id, "work_experience", work())

    assert collect_files()["condemned"] == 1


def test_the_clock_collects_at_night_in_chunks_from_owner_to_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "OWNERS", 2)
    monkeypatch.setattr(collector, "FILES", 1)
    with db.transaction() as session:
        owners = [make_person(session) for _ in range(5)]
    unnamed, named = [upload(owner) for owner in owners], upload(owners[0])
    attach(owners[0], named)
    with db.transaction() as session:
        clock.ring_due(session, "profile", datetime.now(UTC))

    chunks = 0
    while deliver_due():
        chunks += 1

    assert chunks > 2
    assert [is_kept(file) for file in unnamed] == [False] * 5
    assert is_kept(named)
