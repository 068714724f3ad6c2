"""The audit log's own commands, which every service's command line has."""

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Any

import click

from shared.audit.archiving import archive_months, first_kept, rows_due
from shared.audit.checking import VERIFYING, checked
from shared.audit.deed import Deed, current, doing, note
from shared.audit.heads import Head, as_json, heads_of, read_heads
from shared.audit.outside import known_only_there, outside
from shared.audit.writing import write
from shared.db import Database


@contextmanager
def commanding(service: str, name: str, word: str) -> Iterator[None]:
    """A command is one deed, of which the first transaction leaves the row; one that only reads leaves none."""
    with doing(Deed(f"{service}.command.{name}", word, always=True, once=True, name=operator())):
        yield


def write_command(db: Database) -> None:
    """Keep the row of a command that changed something by other ways than a session."""
    deed = current()
    if deed is not None:
        with db.at_once() as connection:
            write(connection, deed)


def operator() -> str:
    """Who types, as far as the machine knows."""
    try:
        return f"命令行 {getuser()}"
    except (KeyError, OSError):  # a user of a container who has no name
        return "命令行"


def verify_audit(db: Database, places: tuple[Path, ...]) -> dict[str, Any]:
    """Go through a service's chain and compare it with the heads kept outside the database; a row says how it ended."""
    store, exported = outside(), _exported(db.service, places)
    deed = Deed(VERIFYING, "核验审计日志", name=operator())
    with doing(deed), db.reading() as session:
        exported += known_only_there(store, session, db.service)
        found = checked(session, db.service, exported, store)
    with db.at_once() as connection:
        write(connection, deed)
    return found


def archive_audit(db: Database, months: int, *, dry_run: bool) -> dict[str, Any]:
    """Take months out of a service's log until so many are left; with `dry_run` only say how many rows would go."""
    store = outside()
    if store is None:
        raise click.ClickException("没有设置 AUDIT_HEADS_DIR 或 AUDIT_STORE=s3，归档文件无处存放。")
    kept = first_kept(months)
    with db.reading() as session:
        due = rows_due(session, kept)
    note(rows=due, before=str(kept))
    done = [] if dry_run else [f"{one.month:%Y-%m}" for one in archive_months(db, store, kept)]
    return {"before": kept, "rows": due, "months": done}


def tell_heads(db: Database) -> list[dict[str, Any]]:
    """The signed heads of a service, to be kept elsewhere."""
    with db.reading() as session:
        return as_json(heads_of(session, db.service))


def _exported(service: str, places: tuple[Path, ...]) -> list[Head]:
    files = [place / f"{service}.jsonl" if place.is_dir() else place for place in places]
    try:
        return read_heads(file for file in files if file.exists())
    except ValueError as error:
        raise click.ClickException(str(error)) from error
