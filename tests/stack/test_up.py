"""The whole stack by its command, as a person starts it: twice, on a taken port, after a kill, and down again."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import httpx
import psycopg
import pytest
import redis

from shared.settings import SERVICES
from stack.child import is_alive, wait_until
from stack.environment import remembered
from stack.layout import Layout
from stack.ports import free_base
from stack.postgres import Postgres
from stack.processes import PROCESSES
from stack.state import StackState, running_stack

PATIENCE = 120.0
SECONDS_TO_LOOK = 0.1
LARGEST_MEMORY_MB = 1200
REAL_SERVERS = ("DATABASE_URL", "REDIS_URL")


class Product:
    """A stack of its own, steered by the command only."""

    def __init__(self, data: Path) -> None:
        self.layout = Layout(data, free_base())

    def zhicheng(self, *arguments: str, **given: str) -> "subprocess.CompletedProcess[str]":
        outer = {name: value for name, value in os.environ.items() if not name.startswith(REAL_SERVERS)} | given
        command = [sys.executable, "-m", "stack.cli", *arguments, f"--data={self.layout.data}"]
        return subprocess.run(command, env=outer, capture_output=True, text=True, check=False, timeout=PATIENCE * 2)

    def up(self, **given: str) -> "subprocess.CompletedProcess[str]":
        return self.zhicheng("up", "--detach", "--no-demo", f"--port={self.layout.base}", **given)

    def state(self) -> StackState:
        state = running_stack(self.layout.data)
        assert state
        return state

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self.zhicheng("status", "--json").stdout)
        return status

    def reviews(self) -> "psycopg.Connection[tuple[object]]":
        return self.database("review")

    def database(self, service: str) -> "psycopg.Connection[tuple[object]]":
        url = remembered(self.layout)[f"DATABASE_URL_{service.upper()}"]
        return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    data = Path(tempfile.mkdtemp(prefix="zhicheng-up-"))
    data.chmod(0o755)
    product = Product(data)
    yield product
    product.zhicheng("down")
    Postgres(data, 0).destroy()
    shutil.rmtree(data)


@pytest.fixture
def running(product: Product) -> Product:
    """Whatever the last test did to it, the stack runs."""
    state = running_stack(product.layout.data)
    if state is None or state.phase != "ready":
        started = product.up()
        assert started.returncode == 0, started.stderr
    return product


def test_every_process_of_the_list_runs_and_is_healthy(running: Product) -> None:
    status = running.status()
    unhealthy = {one["name"]: one["health"] for one in status["processes"] if one["health"] != "ok"}
    assert unhealthy == {}
    assert {one["name"] for one in status["processes"]} == {"postgres", "valkey", *(one.name for one in PROCESSES)}


def test_a_fresh_start_takes_little_memory(product: Product) -> None:
    """Processes that have answered thousands of requests, as another test here makes them do, hold more."""
    product.zhicheng("down")
    assert product.up().returncode == 0

    assert product.status()["memory_mb"] <= LARGEST_MEMORY_MB


def test_services_speak_to_the_broker_as_users_with_few_rights(running: Product) -> None:
    with redis.Redis.from_url(remembered(running.layout)["REDIS_URL"]) as broker:
        assert wait_until(lambda: set(SERVICES) <= {client["user"] for client in broker.client_list()}, PATIENCE)
        strangers = [client for client in broker.client_list() if client["user"] == "default"]
        assert [client["id"] for client in strangers] == [str(broker.client_id())]


def test_a_second_start_says_that_it_runs_already(running: Product) -> None:
    supervisor = running.state().pid

    second = running.up()

    assert second.returncode == 0
    assert second.stdout.strip() == f"系统已在运行：{running.layout.url}"
    assert running.state().pid == supervisor


def test_a_taken_port_is_named_with_a_way_out(running: Product, tmp_path: Path) -> None:
    other = Product(tmp_path)
    other.layout = Layout(tmp_path, running.layout.base)

    refused = other.up()

    assert refused.returncode == 1
    assert f"{running.layout.base}（web）" in refused.stderr
    assert f"zhicheng up --port {running.layout.base + 100}" in refused.stderr


@pytest.mark.parametrize("name", ["postgres", "valkey", "web"])  # all others: tests/journeys/test_kills.py
def test_a_killed_process_comes_back(running: Product, name: str) -> None:
    first = running.state().processes[name]
    assert first.pid

    os.kill(first.pid, signal.SIGKILL)

    def is_back() -> bool:
        now = running.state().processes[name]
        return now.pid not in (first.pid, None) and now.state == "ready"

    assert wait_until(is_back, PATIENCE)


def test_a_killed_run_is_cleared_away_and_its_data_kept(running: Product) -> None:
    with running.reviews() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('𬭎')")
    before = running.state()
    os.kill(before.pid, signal.SIGKILL)

    started = running.up()

    assert started.returncode == 0, started.stderr
    assert f"READY {running.layout.url}" in started.stdout
    assert not any(is_alive(one.identity) for one in before.processes.values() if one.identity)
    with running.reviews() as connection:
        assert connection.execute("SELECT DISTINCT word FROM kept").fetchone() == ("𬭎",)
        connection.execute("DROP TABLE kept")


def test_down_waits_for_what_is_being_answered_and_after_it_nothing_runs(running: Product) -> None:
    before = running.state()
    log = running.layout.logs / "auth.log"
    told = log.stat().st_size

    def stops() -> bool:
        return "Handling signal: term" in log.read_text()[told:]

    with running.database("auth") as connection, ThreadPoolExecutor() as pool:
        with connection.transaction():
            connection.execute("LOCK alembic_version")  # which is what the request asks for
            asked = pool.submit(httpx.get, f"http://{running.layout.address_of('auth')}/readyz", timeout=PATIENCE)
            stopped = pool.submit(running.zhicheng, "down")
            assert wait_until(stops, PATIENCE)
        assert asked.result().status_code in {200, 503}  # ready, or after three seconds "database away"

    assert stopped.result().returncode == 0
    assert not any(is_alive(one.identity) for one in before.processes.values() if one.identity)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", running.layout.base)) != 0


def test_a_command_about_a_stack_that_does_not_run_says_so(tmp_path: Path) -> None:
    asked = Product(tmp_path).zhicheng("status", "--json")
    assert asked.returncode == 1
    assert "没有在运行的系统" in asked.stderr


def test_the_messages_of_all_services_are_reported(running: Product) -> None:
    answer = json.loads(running.zhicheng("messages", "status", "--json").stdout)
    assert set(answer) == {"auth", "profile", "review", "notices"}
    assert {counts["dead"] for counts in answer.values()} == {0}
    tried = running.zhicheng("messages", "replay", "--dead", "--reason=试行", "--dry-run")
    assert tried.stdout == "重发：\n没有这样的消息\n"
    assert "请给出消息编号" in running.zhicheng("messages", "discard", "--reason=试行").stderr


class Load:
    """People who look and sign in all the time; counts what went wrong for them."""

    def __init__(self, layout: Layout) -> None:
        self.answered = 0
        self.failed: list[str] = []
        self._ending = Event()
        auth = f"http://{layout.address_of('auth')}"
        looks = [f"{layout.url}/login", f"{layout.url}/public/notices", f"{auth}/healthz"]
        asks: list[tuple[str, str, dict[str, str] | None]] = [("GET", look, None) for look in looks]
        asks.append(("POST", f"{auth}/sessions", {"login": "nobody", "password": "x"}))
        self._threads = [Thread(target=self._ask_on, args=ask) for ask in asks]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _ask_on(self, method: str, url: str, body: dict[str, str] | None) -> None:
        with httpx.Client(timeout=30, trust_env=False) as client:
            while not self._ending.wait(SECONDS_TO_LOOK):
                try:
                    status = client.request(method, url, json=body).status_code
                except httpx.TransportError as error:
                    self.failed.append(f"{url}: {error!r}")
                else:
                    self.answered += 1
                    self.failed += [f"{url}: {status}"] if status >= 500 else []


def test_a_restart_replaces_every_process_and_fails_no_request(running: Product) -> None:
    before = running.state().processes

    with Load(running.layout) as load:
        restarted = running.zhicheng("restart")

    assert restarted.returncode == 0, restarted.stderr
    now = running.state()
    assert now.phase == "ready"
    assert [name for name in before if before[name].created == now.processes[name].created] == [
        "postgres",
        "valkey",
        "sandbox",
    ]
    assert load.failed == []
    assert load.answered > 100
