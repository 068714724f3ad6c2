"""Keys change while people work: nothing is lost, nothing stays under the old one, and then the old one can go."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.profile.db import db
from services.profile.models import Base, Entry, Person, RecordStatus, Submission
from services.profile.models.sealed import KEY, SEALED
from shared.crypto import Undecryptable, decrypt, encrypt, key_of
from shared.keyed_columns import Kept, SealedColumn
from shared.keys import current_key, next_generation, retire_generations
from shared.reencryption import PAGE, _replace, pages, reencrypt, under_older_keys
from tests.changing_keys import keys_of_its_own, unlisted
from tests.profile.builders import ID_NUMBER, bearer, entry_of, make_record

PEOPLE = 6
(ENTRIES,) = (one for one in SEALED if str(one) == "entry.encrypted")


@pytest.fixture
def keys_dir(keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


def numbers_and_contacts() -> dict[UUID, tuple[str, str, str]]:
    """What lies encrypted of each person, read back."""
    with db.reading() as session:
        entries = session.scalars(select(Entry).where(Entry.section == "basic_info"))
        contacts = {entry.record_id: (entry.values["mobile"], entry.values["email"]) for entry in entries}
        return {one.id: (one.id_number, *contacts[one.id]) for one in session.scalars(select(Person))}


def test_every_column_of_encrypted_values_is_listed() -> None:
    assert unlisted(Base, SEALED) == set()


@pytest.mark.parametrize("sealed", SEALED, ids=str)
def test_of_every_column_a_value_that_is_gone_meanwhile_is_left_alone(sealed: SealedColumn, keys: None) -> None:
    gone = Kept((uuid4(),), encrypt("13812345678", key=sealed.key, place="anywhere"))

    with db.transaction() as session:
        assert _replace(session, sealed, gone, "new") == 0


def test_everything_is_read_as_before_once_the_old_key_is_gone(keys_dir: Path) -> None:
    for _ in range(PEOPLE):
        make_record(RecordStatus.PENDING)
    before = numbers_and_contacts()

    made = next_generation(keys_dir, KEY)
    changed = reencrypt(db, SEALED)

    whole = {"person.encrypted_id_number", "entry.encrypted"}
    whole |= {"submission.encrypted_id_number", "submission.encrypted_salt"}
    assert {column: count for column, count in changed.items() if count} == dict.fromkeys(whole, PEOPLE)
    assert retire_generations(keys_dir, KEY) == [KEY]
    assert current_key(KEY) == made
    assert numbers_and_contacts() == before
    with db.reading() as session:
        assert {one.id_number for one in session.scalars(select(Submission))} == {ID_NUMBER}


def test_a_value_needs_the_key_it_lies_under(keys_dir: Path) -> None:
    person_id = make_record()
    next_generation(keys_dir, KEY)
    retire_generations(keys_dir, KEY)

    with db.reading() as session, pytest.raises(Undecryptable):
        decrypt(session.get_one(Person, person_id).encrypted_id_number, place=f"person|id_number|{person_id}")


def test_work_that_was_cut_off_is_finished_by_doing_it_again(keys_dir: Path) -> None:
    for _ in range(PEOPLE):
        make_record()
    next_generation(keys_dir, KEY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.reencryption.PAGE", 4)
        cut_off = pages(db, ENTRIES)
        next(cut_off)
        cut_off.close()

    assert under_older_keys(db, [ENTRIES])[KEY]["entry.encrypted"] > 0
    reencrypt(db, SEALED)
    assert under_older_keys(db, SEALED) == {}


def test_what_people_save_meanwhile_is_what_stays(client: FlaskClient, keys_dir: Path) -> None:
    people = [make_record() for _ in range(PEOPLE)]
    over = Event()

    def save(person_id: UUID) -> str:
        """Save other contact data until the keys have changed; returns the last mobile number that was accepted."""
        number, saved = 0, ""
        while not over.is_set() or not saved:
            number += 1
            entry = entry_of(person_id, "basic_info")
            mobile = f"139{number:08d}"
            answer = client.application.test_client().put(  # type: ignore[attr-defined]
                f"/record/entries/{entry.id}",
                json={"data": entry.values | {"mobile": mobile}},
                headers=bearer(person_id) | {"If-Match": f'"{entry.version}"'},
            )
            assert answer.status_code == 200, answer.json
            saved = mobile
        return saved

    with ThreadPoolExecutor(PEOPLE) as pool:
        saving = [pool.submit(save, person_id) for person_id in people]
        try:
            for _ in range(3):
                next_generation(keys_dir, KEY)
                reencrypt(db, SEALED)
        finally:
            over.set()
        saved = [one.result() for one in saving]

    assert [entry_of(person_id, "basic_info").values["mobile"] for person_id in people] == saved
    assert {key_of(entry_of(person_id, "basic_info").encrypted or "") for person_id in people} == {current_key(KEY)}


def test_more_rows_than_a_page_are_all_changed(keys_dir: Path) -> None:
    person_id = make_record()
    with db.transaction() as session:
        for position in range(2, PAGE + 50):
            one = Entry(record_id=person_id, section="contacts", single=False, position=position, data={})
            one.id = UUID(int=position)
            one.encrypted = f"v1.{KEY}.x.y"
            session.add(one)
        session.flush()

    assert under_older_keys(db, [ENTRIES]) == {}
    next_generation(keys_dir, KEY)
    assert under_older_keys(db, [ENTRIES]) == {KEY: {"entry.encrypted": PAGE + 49}}
