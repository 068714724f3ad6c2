"""The chain finds every tampering, by whoever may do anything with the database, and never holds up those who write."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from services.review.cli import cli
from services.review.db import db
from shared import audit
from shared.audit import chain, heads
from shared.audit.checking import VERIFYING
from shared.audit.tables import AuditLink
from shared.audit.verifying import Verification, verify
from shared.keys import next_generation, retire_generations
from tests.audit.reading import entries
from tests.audit.writing import NOW, link, sign, write
from tests.changing_keys import keys_of_its_own
from tests.conftest import Superuser
from tests.review.builders import opened, requested, unit

pytestmark = pytest.mark.usefixtures("keys", "clean")

LINES = 6


def verified() -> Verification:
    with db.reading() as session:
        return verify(session, "review")


@pytest.fixture
def superuser(superusers: dict[str, Superuser]) -> Superuser:
    """Whoever has the machine in their hands: neither rights nor triggers stop them."""
    return superusers["review"]


@pytest.fixture
def seqs() -> list[int]:
    """The numbers of some rows that have been linked."""
    for number in range(LINES):
        write(f"第{number}件")
    assert link() == LINES
    return [entry.seq for entry in entries("review")]


def fault(found: Verification) -> tuple[str, int, int | None] | None:
    return (found.fault.what, found.fault.position, found.fault.entry) if found.fault else None


def test_an_untouched_chain_is_sound_and_goes_on(seqs: list[int]) -> None:
    write()
    found = verified()
    assert (found.linked, found.waiting, found.fault) == (LINES, 1, None)

    assert link() == 1
    assert (verified().linked, verified().waiting, verified().fault) == (LINES + 1, 0, None)


@pytest.mark.parametrize(
    "change",
    [
        "word = '别的'",
        "result = 'refused'",
        "actor_id = gen_random_uuid()",
        "at = at + interval '1 microsecond'",
        """details = '{"a": 1}'""",
    ],
    ids=["word", "result", "actor", "time", "details"],
)
def test_an_edited_row_is_found(superuser: Superuser, seqs: list[int], change: str) -> None:
    superuser.execute(f"UPDATE audit_entry SET {change} WHERE seq = {seqs[2]}")

    assert fault(verified()) == ("row_changed", 3, seqs[2])


def test_a_deleted_row_is_found(superuser: Superuser, seqs: list[int]) -> None:
    superuser.execute(f"DELETE FROM audit_entry WHERE seq = {seqs[2]}")

    assert fault(verified()) == ("row_missing", 3, seqs[2])


def test_a_row_deleted_with_its_link_is_found(superuser: Superuser, seqs: list[int]) -> None:
    superuser.execute(f"DELETE FROM audit_entry WHERE seq = {seqs[2]}; DELETE FROM audit_link WHERE entry = {seqs[2]}")

    assert fault(verified()) == ("link_missing", 3, None)


def test_a_row_deleted_with_its_link_is_found_when_the_gap_is_closed(superuser: Superuser, seqs: list[int]) -> None:
    superuser.execute(f"DELETE FROM audit_entry WHERE seq = {seqs[2]}; DELETE FROM audit_link WHERE entry = {seqs[2]}")
    for position in range(4, LINES + 1):
        superuser.execute(f"UPDATE audit_link SET position = {position - 1} WHERE position = {position}")

    assert fault(verified()) == ("row_changed", 3, seqs[3])


def test_an_inserted_row_is_found(superuser: Superuser, seqs: list[int]) -> None:
    columns = "at, act, word, result, details"
    superuser.execute(
        f"INSERT INTO audit_entry (seq, xid, {columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT 1000000, xid, {columns} FROM audit_entry WHERE seq = {seqs[2]}"
    )

    assert fault(verified()) == ("row_inserted", 4, 1000000)


def test_two_rows_that_changed_places_are_found(superuser: Superuser, seqs: list[int]) -> None:
    first, second = seqs[2], seqs[3]
    for old, new in ((first, -1), (second, first), (-1, second)):
        superuser.execute(f"UPDATE audit_entry SET seq = {new} WHERE seq = {old}")

    assert fault(verified()) == ("row_changed", 3, first)


def test_two_links_that_changed_places_are_found(superuser: Superuser, seqs: list[int]) -> None:
    first, second = seqs[2], seqs[3]
    for old, new in ((first, -1), (second, first), (-1, second)):
        superuser.execute(f"UPDATE audit_link SET entry = {new} WHERE entry = {old}")

    found = verified().fault
    assert found
    assert (found.position, found.entry) in {(3, second), (3, first)}


def test_an_end_that_was_cut_off_is_found_by_a_head(superuser: Superuser, seqs: list[int]) -> None:
    sign()
    superuser.execute(f"DELETE FROM audit_entry WHERE seq >= {seqs[4]}; DELETE FROM audit_link WHERE position >= 5")

    assert fault(verified()) == ("end_cut_off", 5, None)


def test_a_head_that_the_service_did_not_sign_is_found(superuser: Superuser, seqs: list[int]) -> None:
    sign()
    superuser.execute("UPDATE audit_head SET at = at + interval '1 day'")

    assert fault(verified()) == ("head_forged", LINES, None)


def test_heads_are_signed_hourly(seqs: list[int]) -> None:
    for minutes in (0, 30, 59, 61):
        write()
        link()
        sign(NOW + timedelta(minutes=minutes))

    with db.reading() as session:
        told = heads.heads_of(session, "review")
    assert [head.position for head in told] == [LINES + 1, LINES + 4]
    assert all(head.is_genuine for head in told)


def test_heads_signed_by_a_key_that_was_retired_are_genuine(seqs: list[int], tmp_path: Path) -> None:
    with keys_of_its_own(tmp_path / "keys") as directory:
        sign()
        next_generation(directory, "messages-review")
        retire_generations(directory, "messages-review")
        write()
        link()
        sign(NOW + timedelta(hours=2))

        with db.reading() as session:
            told = heads.heads_of(session, "review")
        assert [head.is_genuine for head in told] == [True, True]
        assert verified().fault is None


def test_a_row_of_an_open_transaction_is_waited_for_and_overtaken_by_none() -> None:
    """Whoever began first comes first, though others were done before."""
    with audit.doing(audit.Deed("test.slow", "慢", always=True)), db.transaction() as session:
        audit.write(session, audit.Deed("test.early", "早"))
        write("快")
        assert link() == 0
        assert verified().waiting == 1
    assert link() == 3

    with db.reading() as session:
        order = session.scalars(select(AuditLink.entry).order_by(AuditLink.position)).all()
    words = {entry.seq: entry.word for entry in entries("review")}
    assert [words[seq] for seq in order] == ["早", "慢", "快"]
    assert verified().fault is None


def test_many_writers_and_two_linkers_at_once_make_one_chain() -> None:
    def write_and_link(number: int) -> None:
        write(f"第{number}件")
        link()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_and_link, range(40)))
    while link():
        pass

    found = verified()
    assert (found.linked, found.waiting, found.fault) == (40, 0, None)


def test_a_batch_is_bounded_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    for _ in range(5):
        write()

    assert [link(), link(), link(), link()] == [2, 2, 1, 0]
    assert verified().fault is None


def test_the_command_tells_the_first_bad_row_and_leaves_a_row_of_its_own(
    superuser: Superuser, seqs: list[int], tmp_path: Path
) -> None:
    sign()
    (tmp_path / "review.jsonl").write_text("".join(f"{json.dumps(head)}\n" for head in run("audit-heads")))
    assert run("audit-verify", "--heads", str(tmp_path))["fault"] is None
    superuser.execute(f"UPDATE audit_entry SET word = '别的' WHERE seq = {seqs[2]}")

    told = run("audit-verify", "--heads", str(tmp_path))

    assert told["fault"] == {"what": "row_changed", "position": 3, "entry": seqs[2]}
    done, failed = entries("review", VERIFYING)
    assert (done.result, failed.result) == ("done", "failed")
    assert failed.details == {"linked": 2, "heads": 1, "fault": told["fault"]}


def test_a_command_that_changes_something_is_on_record_once() -> None:
    opened(requested(unit()))

    run("rebuild-figures")

    assert [(row.word, row.result) for row in entries("review", "review.command.rebuild-figures")] == [
        ("重新统计", "done")
    ]


def run(*arguments: str) -> Any:
    answer = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)
