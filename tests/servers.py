"""One PostgreSQL and one Valkey for a whole test run: real ones, empty, in a folder that is removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stack.ports import free_base
from stack.servers import Servers, start_servers


@contextmanager
def running_servers(archive: str = "") -> Iterator[Servers]:
    """Servers on free ports, for as long as the block lasts."""
    data = Path(tempfile.mkdtemp(prefix="zhicheng-test-"))
    data.chmod(0o755)  # PostgreSQL may run as another user, who has to get there
    base = free_base()
    servers = start_servers(data, base, archive)
    try:
        yield servers
    finally:
        servers.stop()
        servers.postgres.destroy()
        shutil.rmtree(data)


def _spare_the_disk(servers: Servers) -> None:
    """Wait for no disk: the tests that pull the plug on a database start one of their own."""
    with servers.postgres.superuser("postgres") as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def embedded_servers() -> Iterator[Servers]:
    """The servers of this test run; the environment points to them."""
    with running_servers() as servers, pytest.MonkeyPatch.context() as patch:
        _spare_the_disk(servers)
        for name, value in servers.env.items():
            patch.setitem(os.environ, name, value)
        patch.setitem(os.environ, "EXPERT_SITE_URL", "http://127.0.0.1:9")  # nobody is there until a test begins it
        yield servers
