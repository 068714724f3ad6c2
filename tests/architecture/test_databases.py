"""Migrations: one line of them for each service, and they make exactly what the models describe."""

from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from shared.migrate import config, is_current, metadata_of
from shared.settings import SERVICES
from tests.conftest import database

pytestmark = [pytest.mark.usefixtures("migrated"), pytest.mark.parametrize("service", SERVICES)]


def test_migrations_are_one_numbered_line(service: str) -> None:
    scripts = ScriptDirectory.from_config(config(service))

    numbers = [script.revision for script in scripts.walk_revisions()][::-1]

    assert len(scripts.get_heads()) == 1
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_migrations_make_what_the_models_describe(service: str) -> None:
    with database(service).engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, metadata_of(service))

        assert differences == []
        assert is_current(service, connection)


def test_every_check_of_the_models_is_in_the_database(service: str) -> None:
    """Alembic does not compare these."""
    described = {
        constraint.name
        for metadata in metadata_of(service)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.__visit_name__ == "check_constraint"
    }
    with database(service).engine.connect() as connection:
        made = set(connection.exec_driver_sql("SELECT conname FROM pg_constraint WHERE contype = 'c'").scalars())

    assert described - made == set()
    assert import_module(f"services.{service}.models").Base.metadata in metadata_of(service)


def test_a_service_can_enter_its_own_database_only(service: str) -> None:
    with database(service).engine.connect() as connection:
        others = connection.exec_driver_sql(
            "SELECT datname FROM pg_database WHERE datname <> current_database() AND datallowconn"
            " AND datname = ANY(ARRAY['auth', 'profile', 'review', 'notices'])"
            " AND has_database_privilege(current_user, datname, 'CONNECT')"
        ).scalars()

        assert list(others) == []


def test_the_server_ends_what_takes_too_long_or_waits_too_long_for_others(service: str) -> None:
    with database(service).engine.connect() as connection:
        bounds = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("statement_timeout", "lock_timeout")]

    assert bounds == ["5s", "3s"]
