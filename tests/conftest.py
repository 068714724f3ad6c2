"""Real servers for the whole run, migrated once; every test starts with empty tables."""

import gc
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings
from sqlalchemy import inspect, text
from xdist.scheduler import LoadScopeScheduling

from services.auth.operations import hashing
from shared.db import Database
from shared.migrate import upgrade
from shared.settings import SERVICES
from stack.servers import Servers
from tests.plans import Statements

pytest_plugins = ["tests.servers", "tests.letterbox", "tests.reached", "tests.stores"]

hypothesis_settings.register_profile("tests", deadline=None, max_examples=50)
hypothesis_settings.register_profile("long", deadline=None, max_examples=500)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))

Superuser = psycopg.Connection[tuple[str]]

KEPT = {"alembic_version"}
WHOLE_SYSTEM = "tests/journeys/"
LONGEST_FIRST = (WHOLE_SYSTEM, "tests/stack/test_up", "tests/messaging/test_worker")


class Halves(LoadScopeScheduling):
    """Two processes share a run: the journeys, which need the whole system once, are the work of one of them.

    The other takes the rest, file by file, since a file's fixtures may be dear, and the first helps it when done.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return WHOLE_SYSTEM if file.startswith(WHOLE_SYSTEM) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Halves:
    return Halves(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end neither process waits for the other."""
    items.sort(key=lambda item: [not item.nodeid.startswith(each) for each in LONGEST_FIRST])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: nobody need look through it for garbage, neither meanwhile nor over and over after."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """What hashes passwords; meanwhile something quick does, for those of a test's people need not be dear to guess."""
    real = hashing.HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield real


@pytest.fixture(scope="session")
def keys(embedded_servers: Servers) -> None:
    """The key files that sign and encrypt."""


@pytest.fixture(scope="session")
def migrated(embedded_servers: Servers) -> Iterator[None]:
    """The four databases as their migrations make them.

    With `STATEMENTS` in the environment what is sent to them is kept in the folder of that name, and refused at the end
    if no index serves it.
    """
    for service in SERVICES:
        upgrade(database(service))
    folder = os.environ.get("STATEMENTS")
    statements = Statements()
    if folder:
        statements.listen()
    yield
    if folder:
        statements.keep(Path(folder))
        faults = [one for service in SERVICES for one in statements.faults(embedded_servers.postgres, service)]
        assert not faults, "\n\n".join(faults)


@pytest.fixture
def clean(migrated: None, superusers: dict[str, Superuser]) -> None:
    """Empty tables in all four databases, whatever the last test committed."""
    for service in SERVICES:
        with database(service).reading() as session:
            filled = session.scalars(text(which_are_filled(service))).all()
        if filled:  # emptying makes new files for a table and its indexes: not for those that are empty
            superusers[service].execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@pytest.fixture(scope="session")
def superusers(embedded_servers: Servers) -> Iterator[dict[str, Superuser]]:
    """For each database a connection of the one whom neither rights nor triggers stop.

    The audit log lets nobody else empty it, and somebody with the machine in their hands would go about it so.
    """
    with ExitStack() as stack:
        postgres = embedded_servers.postgres
        connections = {service: stack.enter_context(postgres.superuser(service)) for service in SERVICES}
        for connection in connections.values():
            connection.execute("SET session_replication_role = replica")
        yield connections


@cache
def which_are_filled(service: str) -> str:
    """The statement that finds the tables of a service in which there is anything."""
    tables = sorted(set(inspect(database(service).engine).get_table_names()) - KEPT)
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)


def database(service: str) -> Database:
    """The database object that the service itself uses."""
    found: Database = import_module(f"services.{service}.db").db
    return found
