"""Keys of accounts change while people sign in and are entered: they are found as before, and nobody comes in twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from services.auth.db import db
from services.auth.models import Base, Credential, Job, JobLine, Person, RecoveryCode, SignInFailures
from services.auth.models.sealed import CODES_KEY, KEY, SEALED
from services.auth.operations import hashing, second_factor
from services.auth.operations.id_numbers import KEYED, index_of
from services.auth.operations.people import NewPerson, PersonRefused, create_person
from shared.crypto import Undecryptable, decrypt, encrypt
from shared.keyed_columns import SealedColumn
from shared.keys import next_generation, retire_generations, secret
from shared.messaging.tables import OutboxMessage
from shared.reencryption import reencrypt, under_older_keys
from tests.auth.conftest import PASSWORD, Known, make_person, new_id_number, published, sign_in
from tests.auth.test_second_factor import NOW, Owner
from tests.changing_keys import keys_of_its_own, unlisted

INDEX = "index"
ROUNDS = 3


@pytest.fixture
def keys_dir(keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


@pytest.fixture(autouse=True)
def _time_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: NOW))


def change(directory: Path, name: str) -> None:
    """A key changes, and all that was made with the old one is made anew."""
    next_generation(directory, name)
    reencrypt(db, KEYED)


def meanwhile(directory: Path, name: str, *deeds: Callable[[], None]) -> None:
    """Each deed is done again and again while a key changes several times; whatever one raises is raised here."""
    over = Event()

    def again(deed: Callable[[], None]) -> None:
        deed()
        while not over.is_set():
            deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        doing = [pool.submit(again, deed) for deed in deeds]
        try:
            for _ in range(ROUNDS):
                change(directory, name)
        finally:
            over.set()
        for one in doing:
            one.result()


def acknowledge_all() -> None:
    with db.transaction() as session:
        session.execute(update(OutboxMessage).values(acknowledged_at=func.now()))


def test_every_column_of_encrypted_values_is_listed() -> None:
    assert unlisted(Base, SEALED) == set()


def test_accounts_outlive_the_old_key(client: FlaskClient, unit_id: UUID, keys_dir: Path) -> None:
    known = make_person(unit_id)

    change(keys_dir, KEY)
    assert retire_generations(keys_dir, KEY) == [KEY]

    with db.reading() as session:
        person = session.get_one(Person, known.id)
        assert decrypt(person.id_number, place=person.id_number_place) == known.id_number
    assert sign_in(client, known.id_number).status_code == 201


def test_people_sign_in_by_their_number_while_the_key_of_its_index_changes(
    client: FlaskClient, unit_id: UUID, keys_dir: Path
) -> None:
    people = [make_person(unit_id) for _ in range(3)]
    acknowledge_all()

    def sign_in_as(person: Known) -> Callable[[], None]:
        def deed() -> None:
            own = client.application.test_client()
            assert sign_in(own, person.id_number).status_code == 201
            assert sign_in(own, person.account).status_code == 201

        return deed

    meanwhile(keys_dir, INDEX, *map(sign_in_as, people))

    assert under_older_keys(db, KEYED) == {}
    assert len(retire_generations(keys_dir, INDEX)) == ROUNDS
    with db.reading() as session:
        assert set(session.scalars(select(Person.id_number_index))) == {index_of(one.id_number) for one in people}
    assert all(sign_in(client, person.id_number).status_code == 201 for person in people)


def test_nobody_comes_in_twice_while_the_key_of_the_index_changes(unit_id: UUID, keys_dir: Path) -> None:
    numbers = [new_id_number() for _ in range(40)]
    refused = []

    def enter_all() -> None:
        for number in numbers:
            try:
                make_person(unit_id, id_number=number, password=None)
            except PersonRefused:
                refused.append(number)

    meanwhile(keys_dir, INDEX, *[enter_all] * 3)

    assert refused
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == len(numbers)


def test_who_enters_somebody_under_the_new_key_waits_for_who_does_so_under_the_old_one(
    unit_id: UUID, keys_dir: Path
) -> None:
    number = new_id_number()
    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as session:
            create_person(session, NewPerson(name="张三", unit_id=unit_id, id_number=number))
            next_generation(keys_dir, INDEX)
            second = pool.submit(make_person, unit_id, id_number=number, password=None)
        with pytest.raises(PersonRefused):
            second.result()


def test_first_passwords_and_recovery_codes_open_after_their_key_is_gone(
    client: FlaskClient, unit_id: UUID, keys_dir: Path
) -> None:
    newcomer, owner = make_person(unit_id, password=None), Owner(client, make_person(unit_id))
    owner.set_up()
    one, other, *_ = owner.recovery_codes

    change(keys_dir, CODES_KEY)
    assert CODES_KEY not in under_older_keys(db, KEYED)
    assert retire_generations(keys_dir, CODES_KEY) == [CODES_KEY]

    assert sign_in(client, newcomer.account, newcomer.first_password).status_code == 201
    assert owner.sign_in(one).status_code == 200
    assert owner.sign_in(one).status_code == 401
    assert owner.sign_in(other).status_code == 200


def test_a_code_is_used_once_though_its_key_changes_meanwhile(
    client: FlaskClient, unit_id: UUID, keys_dir: Path
) -> None:
    owner = Owner(client, make_person(unit_id))
    owner.set_up()
    opened: list[str] = []

    def use_all() -> None:
        with db.transaction() as session:
            session.execute(delete(SignInFailures))  # so that those before do not lock the account
        opened.extend(code for code in owner.recovery_codes[:3] if owner.sign_in(code).status_code == 200)

    meanwhile(keys_dir, CODES_KEY, use_all)

    assert sorted(opened) == sorted(owner.recovery_codes[:3])


def test_a_code_is_used_while_the_others_of_the_same_person_are_being_made_anew(
    client: FlaskClient, unit_id: UUID
) -> None:
    owner = Owner(client, make_person(unit_id))
    owner.set_up()
    one = owner.recovery_codes[0]
    with db.transaction() as session:
        for kept in session.scalars(select(RecoveryCode)).all():
            if not second_factor._fits(kept, one):
                session.refresh(kept, with_for_update=True)

        assert owner.sign_in(one).status_code == 200


def test_what_was_handed_out_before_codes_were_sealed_opens_and_keeps_its_key(
    client: FlaskClient, unit_id: UUID, keys_dir: Path
) -> None:
    person = make_person(unit_id, password=None)
    written = hashing._written(person.id, person.first_password)
    with db.transaction() as session:
        credential = session.get_one(Credential, person.id)
        credential.first_password = hashing.hmac.digest(secret(CODES_KEY), written, "sha256")

    change(keys_dir, CODES_KEY)

    assert under_older_keys(db, KEYED)[CODES_KEY] == {"credential.first_password": 1}
    assert sign_in(client, person.account, person.first_password).status_code == 201
    retire_generations(keys_dir, CODES_KEY)
    assert sign_in(client, person.account, person.first_password).status_code == 401


def test_a_lock_outlives_the_key_of_the_index(client: FlaskClient, unit_id: UUID, keys_dir: Path) -> None:
    person = make_person(unit_id)
    for _ in range(5):
        sign_in(client, person.account, "wrong")

    change(keys_dir, INDEX)

    assert sign_in(client, person.account, PASSWORD).status_code == 429


def test_rows_of_an_import_are_read_after_the_key_of_their_upload_is_gone(clean: None, keys_dir: Path) -> None:
    (lines,) = (one for one in SEALED if str(one) == "job_line.facts")
    job_id = uuid4()
    with db.transaction() as session:
        session.add(Job(id=job_id, kind="people.check", asked_by=uuid4(), parameters={}, total=2))
        session.flush()
        sealed = encrypt("13010419900306401X", key=KEY, place=lines.place(job_id, 1))
        lines_of = {1: {"sealed": sealed}, 2: {}}
        session.add_all(JobLine(job_id=job_id, position=position, facts=facts) for position, facts in lines_of.items())

    change(keys_dir, KEY)
    retire_generations(keys_dir, KEY)

    with db.reading() as session:
        facts = session.get_one(JobLine, (job_id, 1)).facts
    assert decrypt(facts["sealed"], place=lines.place(job_id, 1)) == "13010419900306401X"


def test_a_key_stays_while_a_message_under_it_has_not_arrived(unit_id: UUID, keys_dir: Path) -> None:
    make_person(unit_id)

    next_generation(keys_dir, "id-number")

    (waiting,) = published("person.changed")
    assert waiting["id_number"].startswith("v1.id-number.")
    assert set(under_older_keys(db, KEYED)) == {"id-number"}
    acknowledge_all()
    assert under_older_keys(db, KEYED) == {}


@pytest.mark.parametrize("sealed", SEALED, ids=str)
def test_a_removed_key_opens_nothing_even_where_it_was_used_before(sealed: SealedColumn, keys_dir: Path) -> None:
    value = encrypt("13812345678", key=sealed.key, place="anywhere")
    assert decrypt(value, place="anywhere")

    next_generation(keys_dir, sealed.key)
    retire_generations(keys_dir, sealed.key)

    with pytest.raises(Undecryptable):
        decrypt(value, place="anywhere")
