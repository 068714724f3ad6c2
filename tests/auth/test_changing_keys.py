"""The ID numbers of accounts are re-encrypted under a new key, and people sign in with them as before."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.auth.db import db
from services.auth.models import Base, Person
from services.auth.models.sealed import SEALED
from shared.crypto import decrypt
from shared.keys import next_generation, retire_generations
from shared.reencryption import reencrypt
from tests.auth.conftest import make_person, sign_in
from tests.changing_keys import keys_of_its_own, unlisted

KEY = "data-auth"


@pytest.fixture
def keys_dir(keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


def test_every_column_of_encrypted_values_is_listed() -> None:
    assert unlisted(Base, SEALED) == set()


def test_accounts_outlive_the_old_key(client: FlaskClient, unit_id: UUID, keys_dir: Path) -> None:
    known = make_person(unit_id)

    next_generation(keys_dir, KEY)
    assert reencrypt(db, SEALED)["person.id_number"] == 1
    assert retire_generations(keys_dir, KEY) == [KEY]

    with db.reading() as session:
        person = session.get_one(Person, known.id)
        assert decrypt(person.id_number, place=person.id_number_place) == known.id_number
    assert sign_in(client, known.id_number).status_code == 201
