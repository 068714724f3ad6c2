"""Signed heads lie outside of the database too, in a folder or a bucket, and whoever verifies compares with them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from services.review.cli import cli
from services.review.db import db
from shared.audit import heads, outside
from shared.audit.outside import known_only_there, tell
from shared.audit.verifying import verify
from shared.auth import Role
from shared.files import FileStore
from shared.messaging.relay import Relay
from stack.ports import free_base
from tests.apps import service_app
from tests.audit.conftest import BUCKET, use_bucket
from tests.audit.reading import entries
from tests.audit.writing import NOW, link, sign, write
from tests.conftest import Superuser
from tests.messaging.conftest import broker
from tests.review.builders import bearer, person
from tests.stores import empty_bucket

pytestmark = pytest.mark.usefixtures("keys", "clean")

LINES = 6
FORGOTTEN = "TRUNCATE audit_entry, audit_link, audit_head"
FOLDER = "heads/review/"


@pytest.fixture
def superuser(superusers: dict[str, Superuser]) -> Superuser:
    """Whoever has the machine in their hands."""
    return superusers["review"]


@pytest.fixture
def client() -> FlaskClient:
    return service_app("review").test_client()


def signed() -> list[heads.Head]:
    """The heads of some rows, one for each hour."""
    for hours in range(LINES // 2):
        write(f"第{hours * 2}件")
        write(f"第{hours * 2 + 1}件")
        link()
        sign(NOW + timedelta(hours=hours))
    with db.reading() as session:
        return heads.heads_of(session, "review")


def fault(store: FileStore) -> tuple[str, int] | None:
    with db.reading() as session:
        found = verify(session, "review", known_only_there(store, session, "review")).fault
    return (found.what, found.position) if found else None


def relay() -> Relay:
    return Relay(db, broker())


def verified_on_the_page(client: FlaskClient) -> Any:
    return client.post("/audit/verification", headers=bearer(person((Role.AUDITOR, uuid4()))))


def verified_by_command(*arguments: str) -> Any:
    answer = CliRunner().invoke(cli, ["audit-verify", *arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_an_end_that_was_cut_off_with_its_head_is_found_by_the_head_kept_elsewhere(
    superuser: Superuser, store: FileStore
) -> None:
    tell(store, signed())
    superuser.execute(FORGOTTEN)

    assert fault(store) == ("end_cut_off", 1)


def test_a_chain_that_was_computed_anew_is_found_by_a_head_kept_elsewhere(
    superuser: Superuser, store: FileStore
) -> None:
    tell(store, signed())
    superuser.execute("UPDATE audit_entry SET word = '别的' WHERE word = '第0件'; TRUNCATE audit_link, audit_head")
    assert link() == LINES

    assert fault(store) == ("chain_rewritten", 2)


def test_a_head_that_the_service_did_not_sign_is_found_where_it_lies(store: FileStore) -> None:
    (first, *_) = signed()
    store.keep(f"{FOLDER}000000000001-ab.json", first.line.replace(b'"position":2', b'"position":1'))

    assert fault(store) == ("head_forged", 1)


def test_each_head_is_kept_outside_once_and_never_written_over(store: FileStore) -> None:
    first, *others = signed()

    assert tell(store, [first]) == first.position
    store.keep(store.keys(FOLDER)[0], b"as it was")
    assert tell(store, [first, *others]) == LINES

    kept = [store.find(key) or b"" for key in store.keys(FOLDER)]
    assert kept == [b"as it was", *(head.line for head in others)]


def test_a_relay_tells_what_is_missing_some_at_a_time(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is after years in another place: messages don't wait until thousands are told."""
    monkeypatch.setattr(outside, "AT_A_TIME", 2)
    signed()
    telling = relay()

    seen = []
    for _ in range(3):
        telling.tell_heads()
        seen.append((telling.told, len(store.keys(FOLDER))))

    assert seen == [(4, 2), (LINES, 3), (LINES, 3)]


def test_another_relay_tells_nothing_twice_and_brings_back_what_is_gone(store: FileStore) -> None:
    signed()
    relay().tell_heads()
    first, second, third = store.keys(FOLDER)
    store.keep(first, b"as it was")
    store.remove(second)

    relay().tell_heads()

    assert store.keys(FOLDER) == [first, second, third]
    assert store.find(first) == b"as it was"


def test_a_place_that_is_away_holds_up_no_relay_and_is_told_later(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use_bucket(f"http://127.0.0.1:{free_base()}", monkeypatch)
    signed()
    telling = relay()

    telling.look_round()
    assert telling.told == 0
    use_bucket(s3, monkeypatch)
    store = empty_bucket(s3, BUCKET)
    telling.look_round()

    assert len(store.keys(FOLDER)) == LINES // 2


def test_who_verifies_compares_with_the_heads_kept_elsewhere(
    client: FlaskClient, superuser: Superuser, store: FileStore
) -> None:
    tell(store, signed())
    assert verified_by_command()["fault"] is None
    assert verified_on_the_page(client).json["fault"] is None
    superuser.execute(FORGOTTEN)

    assert verified_by_command()["fault"]["what"] == "end_cut_off"
    assert verified_on_the_page(client).json["fault"]["what"] == "end_cut_off"


def test_what_lies_there_as_a_head_and_is_none_is_named(client: FlaskClient, store: FileStore) -> None:
    signed()
    store.keep(f"{FOLDER}000000000009-ab.json", b"no head")

    answer = verified_on_the_page(client)
    by_command = CliRunner().invoke(cli, ["audit-verify"])

    assert (answer.status_code, answer.json["error"]) == (409, "audit_head_unreadable")
    for told in (answer.json["detail"], by_command.output):
        assert "000000000009-ab.json" in told


def test_a_place_that_is_away_is_a_clear_refusal(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    use_bucket(f"http://127.0.0.1:{free_base()}", monkeypatch)

    answer = verified_on_the_page(client)
    by_command = CliRunner().invoke(cli, ["audit-verify"])

    assert (answer.status_code, answer.json["error"]) == (503, "file_store_away")
    for told in (answer.json["detail"], by_command.output):
        assert "稍后再试" in told


def test_heads_of_a_file_are_compared_as_well(superuser: Superuser, store: FileStore, tmp_path: Path) -> None:
    """As `zhicheng audit heads` has printed them, and as relays wrote them before each had a file of its own."""
    (tmp_path / "review.jsonl").write_bytes(b"".join(head.line for head in signed()))
    superuser.execute(FORGOTTEN)
    assert verified_by_command()["fault"] is None

    assert verified_by_command("--heads", str(tmp_path))["fault"]["what"] == "end_cut_off"
    assert len(entries("review", "audit.verify")) == 2
