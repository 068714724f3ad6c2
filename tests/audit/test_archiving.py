"""Old months of the audit log leave the database for files, and the whole chain can still be verified."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.review.cli import cli
from services.review.db import db
from shared import audit
from shared.audit import archives, archiving, chain, heads
from shared.audit.archiving import ChainBroken, archive_months, rows_due
from shared.audit.queries import entry_with_state, standing
from shared.audit.verifying import Verification, verify
from shared.beijing import BEIJING
from shared.files import FileStore
from tests.audit.reading import entries
from tests.conftest import Superuser
from tests.messaging.conftest import wait_until

pytestmark = pytest.mark.usefixtures("keys", "clean", "three_months")

KEPT = date(2025, 3, 1)
JANUARY, FEBRUARY, MARCH = (datetime(2025, month, 15, tzinfo=UTC) for month in (1, 2, 3))
IN_JANUARY, ALL = 3, 7
HEADER = 10  # bytes of a gzip file before what is packed


@pytest.fixture
def superuser(superusers: dict[str, Superuser]) -> Superuser:
    return superusers["review"]


@pytest.fixture
def three_months(superuser: Superuser) -> None:
    """The log has rows of three months, linked and with a signed head."""
    for number, at in enumerate([JANUARY] * IN_JANUARY + [FEBRUARY] * 2 + [MARCH] * 2):
        with audit.doing(audit.Deed("test.deed", f"第{number}件", always=True)), db.transaction():
            pass
        superuser.execute(f"UPDATE audit_entry SET at = '{at}' WHERE word = '第{number}件'")
    wait_until(lambda: linked() == ALL)
    with db.transaction() as session:
        heads.sign_due(session, "review", datetime.now(UTC))


def linked() -> int:
    """Link what is finished; nothing while the server itself is at work, for instance at its statistics."""
    with audit.doing(None), db.transaction() as session:
        return chain.link(session, "review")


def archive(store: FileStore) -> list[tuple[str, int]]:
    return [(f"{one.month:%Y-%m}", one.rows) for one in archive_months(db, store, KEPT)]


def verified(store: FileStore | None, *exported: heads.Head) -> Verification:
    with db.reading() as session:
        return verify(session, "review", exported, store)


def fault(found: Verification) -> tuple[str, int] | None:
    return (found.fault.what, found.fault.position) if found.fault else None


def key_of(month: int) -> str:
    return archives.key_of("review", date(2025, month, 1))


def lines_of(store: FileStore, month: int = 1) -> list[bytes]:
    return gzip.decompress(store.find(key_of(month)) or b"").splitlines()


def test_whole_old_months_go_and_the_chain_is_verified_over_archive_and_database(store: FileStore) -> None:
    before = verified(store)

    assert archive(store) == [("2025-01", 3), ("2025-02", 2)]

    assert [row.word for row in entries("review")] == ["第5件", "第6件"]
    found = verified(store)
    assert (found.linked, found.archived, found.archives_read, found.fault) == (ALL, 5, True, None)
    assert replace(found, archived=0) == before
    assert archive(store) == []


def test_the_chain_goes_on_behind_an_archive_even_if_it_holds_everything(store: FileStore) -> None:
    assert sum(1 for _ in archive_months(db, store, date(2026, 1, 1))) == 3
    assert entries("review") == []
    with audit.doing(audit.Deed("test.deed", "新的", always=True)), db.transaction():
        pass
    wait_until(lambda: linked() == 1)

    assert (verified(store).linked, verified(store).fault) == (ALL + 1, None)
    (row,) = entries("review")
    with db.reading() as session:
        assert entry_with_state(session, "review", row.seq)[1]["state"] == "sound"
        assert standing(session, "review")["linked"] == ALL + 1


def test_a_file_can_be_verified_by_hand(store: FileStore) -> None:
    archive(store)
    *rows, last = lines_of(store)
    found = chain.beginning("review")
    for row in rows:
        found = sha256(found + row).digest()

    assert [json.loads(row)["word"] for row in rows] == ["第0件", "第1件", "第2件"]
    assert json.loads(last)["hash"] == found.hex()


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (lambda lines: [lines[0].replace("第0件".encode(), "别的".encode()), *lines[1:]], "archive_changed"),
        (lambda lines: [lines[0], *lines[2:]], "archive_changed"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "archive_changed"),
        (lambda lines: lines[:-1], "archive_unreadable"),
        (lambda lines: [*lines[:-1], lines[-1].replace(b'"signature":"', b'"signature":"00')], "archive_changed"),
    ],
    ids=["edited", "removed", "moved", "no head", "forged head"],
)
def test_a_changed_archive_is_found(store: FileStore, edit: Callable[[list[bytes]], list[bytes]], what: str) -> None:
    archive(store)

    store.keep(key_of(1), gzip.compress(b"".join(line + b"\n" for line in edit(lines_of(store)))))

    assert fault(verified(store)) == (what, IN_JANUARY)


def test_an_archive_that_cannot_be_unpacked_is_found(store: FileStore) -> None:
    archive(store)
    packed = store.find(key_of(1)) or b""
    for damaged in (packed[:-20], packed[:HEADER] + b"\xff" * len(packed), b""):
        store.keep(key_of(1), damaged)

        assert fault(verified(store)) == ("archive_unreadable", IN_JANUARY)


def test_an_archive_that_is_gone_is_found(store: FileStore) -> None:
    archive(store)
    store.remove(key_of(2))

    assert fault(verified(store)) == ("archive_unreadable", 5)


def test_without_the_files_what_is_in_the_database_is_verified_and_it_is_said_so(store: FileStore) -> None:
    archive(store)

    found = verified(None)

    assert (found.linked, found.archived, found.archives_read, found.fault) == (ALL, 5, False, None)


def test_heads_kept_elsewhere_are_held_against_archives(store: FileStore) -> None:
    archive(store)
    true = heads.signed("review", 2, bytes.fromhex(head_at(store, 2)), datetime.now(UTC))
    false = heads.signed("review", 2, b"\0" * 32, datetime.now(UTC))

    assert fault(verified(store, true)) is None
    assert fault(verified(store, false)) == ("chain_rewritten", 2)


def head_at(store: FileStore, position: int) -> str:
    found = chain.beginning("review")
    for row in lines_of(store)[:position]:
        found = sha256(found + row).digest()
    return found.hex()


def test_a_row_slipped_in_before_the_end_of_an_archive_is_found(store: FileStore, superuser: Superuser) -> None:
    archive(store)
    superuser.execute(
        "INSERT INTO audit_entry (seq, xid, at, act, word, result, details) OVERRIDING SYSTEM VALUE"
        " VALUES (1, 1, '2025-01-01', 'test.deed', '假的', 'done', '{}')"
    )

    assert fault(verified(store)) == ("row_inserted", 6)


def test_what_is_not_whole_is_not_archived(store: FileStore, superuser: Superuser) -> None:
    superuser.execute("UPDATE audit_entry SET word = '别的' WHERE word = '第1件'")

    with pytest.raises(ChainBroken, match="第 2 条"):
        archive(store)
    assert len(entries("review")) == ALL
    assert store.find(key_of(1)) is None


def test_what_was_cut_off_goes_on(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is there and the database knows, but nothing was removed; then the same in the middle of removing."""
    with monkeypatch.context() as patch:
        patch.setattr(archiving, "_remove_archived", lambda _: None)
        next(archive_months(db, store, KEPT))
    assert len(entries("review")) == ALL
    assert verified(store).fault is None
    monkeypatch.setattr(archiving, "AT_A_TIME", 2)

    assert archive(store) == [("2025-02", 2)]

    assert len(entries("review")) == 2
    assert verified(store).fault is None


def test_nobody_removes_what_is_in_no_archive(store: FileStore) -> None:
    archive(store)

    for table in ("audit_entry", "audit_link"):
        with pytest.raises(ProgrammingError, match="permission denied"), db.transaction() as session:
            session.execute(text(f"DELETE FROM {table}"))
        with pytest.raises(ProgrammingError, match="append-only"), db.transaction() as session:
            session.execute(text(f"GRANT DELETE ON {table} TO CURRENT_USER; DELETE FROM {table}"))
    with pytest.raises(ProgrammingError, match="permission denied"), db.transaction() as session:
        session.execute(text("DELETE FROM audit_archive"))


def test_the_command_says_what_is_due_and_archives_and_leaves_a_row(store: FileStore) -> None:
    assert run("--dry-run")["rows"] == ALL
    assert len(entries("review")) == ALL
    assert run()["months"] == ["2025-01", "2025-02", "2025-03"]
    assert store.keys("archive/") == [key_of(month) for month in (1, 2, 3)]

    (row,) = entries("review", "review.command.audit-archive")
    assert (row.word, row.details["rows"]) == ("归档审计日志", ALL)
    assert run()["months"] == []


def test_what_is_due_is_counted_along_the_chain(store: FileStore) -> None:
    with db.reading() as session:
        due = [rows_due(session, kept) for kept in (date(2025, 1, 1), date(2025, 2, 1), KEPT, date(2026, 1, 1))]

    assert due == [0, 3, 5, 7]


def test_as_many_whole_months_stay_as_are_asked_for() -> None:
    today = datetime.now(UTC).astimezone(BEIJING).date()

    for months in (1, 12, 13):
        kept = archiving.first_kept(months)
        assert (today.year - kept.year) * 12 + today.month - kept.month == months
        assert kept.day == 1


def run(*arguments: str) -> Any:
    answer = CliRunner().invoke(cli, ["audit-archive", "--months", "1", *arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)
