"""Passwords of servers change while everybody connects anew: nobody is refused, and old ones open nothing."""

import json
import os
from collections.abc import Callable, Iterator

import psycopg
import pytest
import redis
from sqlalchemy import text

from shared.db import Database
from shared.messaging.broker import connect
from shared.messaging.celery_app import celery_app
from shared.settings import SERVICES
from stack.environment import build_environment, environment_of, remember, remembered, write_addresses
from stack.layout import Layout
from stack.postgres import SUPERUSER
from stack.processes import PROCESSES
from stack.server_passwords import SETTLED_AFTER, retire, rotate
from stack.servers import Servers
from stack.services import CommandFailed
from tests.changing_keys import at_work
from tests.servers import running_servers

SERVICE = "review"
ROUNDS = 4


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with running_servers() as servers:
        yield servers


@pytest.fixture
def layout(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A stack with these servers; this process is told what a relay of it is told."""
    layout = Layout(servers.data, servers.base_port)
    write_addresses(layout)
    remember(layout, build_environment(layout, {}))
    relay = next(process for process in PROCESSES if process.name == f"{SERVICE}-relay")
    for name, value in environment_of(relay, layout, remembered(layout)).items():
        monkeypatch.setitem(os.environ, name, value)
    return layout


def refused_at_the_broker(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return not client.ping()
    except redis.AuthenticationError:
        return True


def test_nobody_is_refused_while_all_passwords_change(layout: Layout, servers: Servers) -> None:
    databases = [Database(SERVICE) for _ in range(3)]
    celery, relay = celery_app(SERVICE), connect()
    before = remembered(layout)

    def enter(database: Database) -> Callable[[], None]:
        def deed() -> None:
            with database.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            database.engine.dispose()  # a process that has run for long connects anew

        return deed

    def send() -> None:
        relay.connection_pool.disconnect()
        relay.llen("zhicheng:review")
        with celery.connection_for_write() as connection:
            connection.default_channel.client.llen("review")

    def look() -> None:
        with servers.postgres.superuser("postgres") as connection:
            connection.execute("SELECT 1")

    with at_work(*map(enter, databases), send, look):
        for _ in range(ROUNDS):
            rotate(layout)

    now = remembered(layout)
    for service in SERVICES:
        old, new = (each[f"DATABASE_URL_{service.upper()}"].replace("+psycopg", "") for each in (before, now))
        psycopg.connect(new).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(old)
    assert {f"postgres:{SUPERUSER}", "valkey:default"} < set(rotate(layout)["changed"])


def test_an_old_password_of_the_broker_opens_until_nobody_can_be_on_the_way_with_it(
    layout: Layout, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = servers.valkey.url, servers.valkey.url_of(SERVICE)
    rotate(layout)
    assert not any(map(refused_at_the_broker, old))
    with pytest.raises(CommandFailed, match="还需等待"):
        retire(layout)

    monkeypatch.setattr("stack.server_passwords.SETTLED_AFTER", -SETTLED_AFTER)
    assert len(retire(layout)["removed"]) == len(SERVICES) + 1
    assert all(map(refused_at_the_broker, old))
    assert not refused_at_the_broker(servers.valkey.url_of(SERVICE))
    assert retire(layout) == {"removed": []}


def test_what_is_changed_is_still_so_after_a_start(layout: Layout, servers: Servers) -> None:
    rotate(layout)
    servers.kill("valkey")
    servers.start("valkey")

    assert not refused_at_the_broker(servers.valkey.url_of(SERVICE))
    assert json.loads(layout.environment.read_text())["REDIS_URL"] == servers.valkey.url
