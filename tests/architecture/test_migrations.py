"""Migrations run while the previous release is at work: they hold nobody up, take nothing away, and lead back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from shared.audit import chain
from shared.audit.verifying import verify
from shared.db import Database
from shared.migrate import config, head, is_current, upgrade
from shared.settings import SERVICES, settings
from stack.servers import Servers

SQUAWK = Path(sys.executable).parent / "squawk"
BEFORE_THE_FIRST_RELEASE = {"auth": 17, "profile": 22, "review": 17, "notices": 7}
"""Up to these migrations ran on empty databases only: nobody was held up, nothing was there that somebody used."""
BEFORE_THE_ARCHIVE = {"auth": 18, "profile": 23, "review": 17, "notices": 7}
NOT_ABOUT_LOCKS = ("prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-text-field")
"""Rules of taste. A code has a length, a version of a record stays below two thousand million."""
SET_FOR_ALL = ("require-lock-timeout", "require-statement-timeout")
"""Who runs migrations says so before each (`shared/migrate.py`); that one gives way is tested below."""
REFUSED_BY_THE_SERVER = "ban-concurrent-index-creation-in-transaction"
"""Squawk doesn't see where an `autocommit_block` begins; without one the server says no, and the test with it."""


@pytest.fixture(params=SERVICES)
def empty(request: pytest.FixtureRequest, embedded_servers: Servers) -> Iterator[Database]:
    """A second, empty database of a service, which is gone afterwards."""
    service = request.param
    with embedded_servers.postgres.superuser("postgres") as superuser:
        superuser.execute(f"CREATE DATABASE migrating OWNER {service}")
        db = Database(service)
        url = settings.database_url(service).rpartition("/")[0]
        db.__dict__["engine"] = create_engine(f"{url}/migrating")
        yield db
        db.engine.dispose()
        superuser.execute("DROP DATABASE migrating")


def revisions(db: Database) -> list[str]:
    scripts = ScriptDirectory.from_config(config(db.service))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def move(db: Database, revision: str) -> None:
    """Go back, or forward, to a revision."""
    configured = config(db.service)
    configured.attributes["db"] = db
    (command.downgrade if revision < (now(db) or "") else command.upgrade)(configured, revision)


def now(db: Database) -> str | None:
    with db.reading() as session:
        there = session.scalar(text("SELECT to_regclass('alembic_version')"))
        return session.scalar(text("SELECT version_num FROM alembic_version")) if there else None


def statements(db: Database, folder: Path) -> list[Path]:
    """Run all migrations; returns a file with what each has said to the server, but its looking."""
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *about: said.append(about[2].strip()))
    files = []
    for revision in revisions(db):
        said.clear()
        move(db, revision)
        changes = [each for each in said if "alembic_version" not in each and not each.startswith("SELECT")]
        files.append(folder / f"{db.service}-{revision}.sql")
        files[-1].write_text("".join(f"{change};\n" for change in changes))
    return files


def test_a_migration_holds_nobody_up_and_takes_nothing_away(empty: Database, tmp_path: Path) -> None:
    files = statements(empty, tmp_path)[BEFORE_THE_FIRST_RELEASE[empty.service] :]

    excluded = ",".join((*NOT_ABOUT_LOCKS, *SET_FOR_ALL, REFUSED_BY_THE_SERVER))
    asked = [SQUAWK, "--pg-version=18", "--assume-in-transaction", f"--exclude={excluded}", "--reporter=json", *files]
    found = json.loads(subprocess.run(asked, capture_output=True, check=False).stdout or "[]") if files else []

    assert [(Path(one["file"]).name, one["rule_name"], one["message"]) for one in found] == []


def test_squawk_finds_what_would_break_the_previous_release(tmp_path: Path) -> None:
    file = tmp_path / "bad.sql"
    file.write_text(
        "ALTER TABLE person DROP COLUMN name; ALTER TABLE person RENAME COLUMN a TO b; DROP TABLE unit;"
        "CREATE INDEX slow ON person (name); ALTER TABLE person ADD COLUMN c int NOT NULL;"
    )
    found = json.loads(subprocess.run([SQUAWK, "--reporter=json", file], capture_output=True, check=False).stdout)

    rules = {"ban-drop-column", "renaming-column", "ban-drop-table", "require-concurrent-index-creation"}
    assert rules | {"adding-required-field"} <= {one["rule_name"] for one in found}


def test_migrations_lead_forward_and_back_one_by_one(empty: Database) -> None:
    line = revisions(empty)
    upgrade(empty)
    for revision in [*line[-2::-1], *line[1:]]:
        move(empty, revision)
        assert now(empty) == revision
    assert now(empty) == head(empty.service)


def test_a_log_that_has_rows_stays_whole_on_the_way_back_and_forward(empty: Database) -> None:
    upgrade(empty)
    with empty.transaction() as session:
        session.execute(text("INSERT INTO audit_entry (act, word, result, details) VALUES ('a', '甲', 'done', '{}')"))
        chain.link(session, empty.service)
    line = revisions(empty)
    for revision in (line[BEFORE_THE_ARCHIVE[empty.service] - 1], line[-1]):
        move(empty, revision)
    with empty.transaction() as session:
        chain.link(session, empty.service)
    with empty.reading() as session:
        found = verify(session, empty.service)
    assert (found.linked, found.fault) == (1, None)


@pytest.mark.parametrize("empty", ["review"], indirect=True)
def test_a_migration_gives_way_where_somebody_works_and_goes_on_later(empty: Database) -> None:
    before_last, last = revisions(empty)[-2:]
    move(empty, before_last)
    with empty.transaction() as session:
        session.execute(text("LOCK alembic_version IN SHARE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade(empty)
    assert now(empty) == before_last

    upgrade(empty)

    assert now(empty) == last


def test_a_database_of_the_next_release_is_good_enough(empty: Database) -> None:
    upgrade(empty)
    with empty.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with empty.reading() as session:
        assert is_current(empty.service, session.connection())
    assert upgrade(empty) is False
