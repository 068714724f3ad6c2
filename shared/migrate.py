"""Alembic for each service: numbered migrations in `services/<service>/migrations`, one head, run before the start."""

import importlib
from functools import cache
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.db import Database, SharedBase
from shared.locks import Lock

LOCK_SECONDS = 2  # requests queue up behind a migration that waits for a table, and they themselves wait for 3 s


def config(service: str) -> Config:
    """Alembic's configuration for a service, without an ini file."""
    package = importlib.import_module(f"services.{service}")
    configured = Config()
    configured.set_main_option("script_location", str(Path(str(package.__file__)).parent / "migrations"))
    configured.set_main_option("file_template", "%%(rev)s")
    configured.attributes["service"] = service
    return configured


@cache
def head(service: str) -> str | None:
    """The newest migration that this code knows."""
    return ScriptDirectory.from_config(config(service)).get_current_head()


def is_current(service: str, connection: Connection) -> bool:
    """Whether the database has been migrated to what this code needs, or further: a newer release is on its way."""
    revision, needed = MigrationContext.configure(connection).get_current_revision(), head(service)
    return needed is None or (revision is not None and int(revision) >= int(needed))


def upgrade(db: Database, revision: str = "head") -> bool:
    """Bring a service's database to the newest state; two runners at once wait for each other.

    Returns whether there was anything to do.
    """
    with db.reading() as session:
        if revision == "head" and is_current(db.service, session.connection()):
            return False
    configured = config(db.service)
    configured.attributes["db"] = db
    command.upgrade(configured, revision)
    return True


def metadata_of(service: str) -> list[MetaData]:
    """The tables that a service's database should have: those of all services and those that its `models` name."""
    models = importlib.import_module(f"services.{service}.models")
    importlib.import_module("shared.workflow")
    importlib.import_module("shared.messaging.tables")
    importlib.import_module("shared.audit.tables")
    named = [each.metadata for each in vars(models).values() if hasattr(each, "metadata")]
    return list(dict.fromkeys([SharedBase.metadata, *named]))


def run() -> None:
    """What every service's `migrations/env.py` calls.

    Each migration is a transaction of its own, so that none holds the locks of another, and one may build an index
    CONCURRENTLY (in an `autocommit_block`). What is cut off goes on where it was.
    """
    db: Database = context.config.attributes["db"]
    with db.engine.connect() as connection:
        try:
            _run(db.service, connection)
        finally:
            connection.invalidate()  # not for the pool: bounds and lock are gone with it


def _run(service: str, connection: Connection) -> None:
    with connection.begin():
        connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        connection.execute(text("SET statement_timeout = '10min'"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": Lock.MIGRATING})
    context.configure(
        connection=connection,
        target_metadata=metadata_of(service),
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
