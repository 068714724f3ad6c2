"""The embedded PostgreSQL and Valkey: what they keep, whom they let in, and how they come back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from stack.child import wait_until
from stack.servers import Servers, start_servers
from tests.servers import running_servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with running_servers() as started:
        yield started


def connect(servers: Servers, role: str, database: str) -> "psycopg.Connection[tuple[object]]":
    url = servers.postgres.url(role).replace("+psycopg", "").rsplit("/", 1)[0]
    return psycopg.connect(f"{url}/{database}", autocommit=True)


def store(servers: Servers) -> None:
    """Leave something on both servers."""
    with connect(servers, "auth", "auth") as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT '𬭎' AS word")
    with redis.Redis.from_url(servers.valkey.url) as client:
        client.set("kept", "𬭎")
        client.execute_command("WAITAOF", 1, 0, 5000)


def stored(servers: Servers) -> tuple[object, object]:
    with connect(servers, "auth", "auth") as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    with redis.Redis.from_url(servers.valkey.url, decode_responses=True) as client:
        return row and row[0], client.get("kept")


def test_a_service_owns_its_database(servers: Servers) -> None:
    with connect(servers, "review", "review") as connection:
        connection.execute("CREATE TABLE owned (id int)")
        connection.execute("DROP TABLE owned")


@pytest.mark.parametrize("database", ["profile", "review", "notices", "postgres", "template1"])
def test_a_service_cannot_enter_another_database(servers: Servers, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(servers, "auth", database)


def test_postgres_asks_for_the_password(servers: Servers) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=servers.postgres.port, user="auth", dbname="auth", password="x")


def test_valkey_asks_for_the_password(servers: Servers) -> None:
    with redis.Redis(port=servers.valkey.port) as client, pytest.raises(redis.AuthenticationError):
        client.get("kept")


def test_valkey_never_drops_a_queued_message_to_save_memory(servers: Servers) -> None:
    with redis.Redis.from_url(servers.valkey.url, decode_responses=True) as client:
        settings = client.config_get("maxmemory-policy", "appendonly", "appendfsync")
    assert settings == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}


def test_chinese_is_searchable_by_trigrams(servers: Servers) -> None:
    with servers.postgres.superuser("template1") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute("SELECT show_trgm('高级工程师')").fetchone()
        connection.execute("DROP EXTENSION pg_trgm")
    assert row
    assert len(row[0]) > 1


def test_passwords_are_readable_by_us_only(servers: Servers) -> None:
    secrets = servers.data / "secrets"
    assert {path.stat().st_mode & 0o077 for path in (secrets, *secrets.iterdir())} == {0}


def test_postgres_does_not_run_as_root(servers: Servers) -> None:
    owner = Path(f"/proc/{servers.processes['postgres'].pid}").stat().st_uid
    assert owner != 0


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back_with_its_data(servers: Servers, name: str) -> None:
    store(servers)

    servers.kill(name)
    servers.start(name)

    assert stored(servers) == ("𬭎", "𬭎")


def test_a_lock_file_with_the_number_of_a_stranger_does_not_stop_postgres(servers: Servers) -> None:
    store(servers)
    lock = servers.postgres.cluster / "postmaster.pid"
    servers.kill("postgres")
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    servers.start("postgres")

    assert stored(servers) == ("𬭎", "𬭎")


def test_a_server_that_a_killed_run_has_left_is_ended_first(servers: Servers) -> None:
    store(servers)
    left = servers.processes.pop("postgres")
    assert left.poll() is None

    servers.start("postgres")

    assert left.wait(timeout=0) == 0
    assert stored(servers) == ("𬭎", "𬭎")


def test_a_frozen_broker_stays_frozen_until_it_is_woken(servers: Servers) -> None:
    pid = servers.processes["valkey"].pid
    os.kill(pid, signal.SIGSTOP)
    assert not servers.valkey.is_ready()
    os.kill(pid, signal.SIGCONT)
    assert wait_until(servers.valkey.is_ready, 5)


def test_two_pairs_of_servers_run_beside_each_other(servers: Servers) -> None:
    store(servers)
    with running_servers() as others:
        with connect(others, "auth", "auth") as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
        with redis.Redis.from_url(others.valkey.url) as client:
            assert client.get("kept") is None
        assert stored(servers) == ("𬭎", "𬭎")


def test_data_survives_a_stop_and_a_start(servers: Servers) -> None:
    store(servers)
    servers.stop()

    again = start_servers(servers.data, servers.base_port)

    servers.processes = again.processes
    assert stored(again) == ("𬭎", "𬭎")
