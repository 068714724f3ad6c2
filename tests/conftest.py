"""Real servers for the whole run, migrated once; every test starts with empty tables."""

import os
from importlib import import_module

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import inspect, text

from shared.db import Database
from shared.migrate import upgrade
from shared.settings import SERVICES
from stack.servers import Servers

pytest_plugins = ["tests.servers"]

hypothesis_settings.register_profile("tests", deadline=None, max_examples=50)
hypothesis_settings.register_profile("long", deadline=None, max_examples=500)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))

KEPT = {"alembic_version"}


@pytest.fixture(scope="session")
def keys(embedded_servers: Servers) -> None:
    """The key files that sign and encrypt."""


@pytest.fixture(scope="session")
def migrated(embedded_servers: Servers) -> None:
    """The four databases as their migrations make them."""
    for service in SERVICES:
        upgrade(database(service))


@pytest.fixture
def clean(migrated: None) -> None:
    """Empty tables in all four databases, whatever the last test committed."""
    for service in SERVICES:
        with database(service).transaction() as session:
            tables = set(inspect(session.connection()).get_table_names()) - KEPT
            session.execute(text(f"TRUNCATE {', '.join(sorted(tables))} CASCADE"))


def database(service: str) -> Database:
    """The database object that the service itself uses."""
    found: Database = import_module(f"services.{service}.db").db
    return found
