"""Servers that others keep: they may come later than the product, and go and come back while it runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest

from stack.child import wait_until
from stack.processes import PROCESSES
from stack.servers import Servers
from tests.servers import running_servers
from tests.stack.test_up import PATIENCE, REAL_SERVERS, Product

LONG_OUTAGE_SECONDS = 300


class Elsewhere(Product):
    """A stack whose servers are kept by somebody else, and at first by nobody."""

    def __init__(self, data: Path, real: Servers) -> None:
        super().__init__(data)
        self.real = real
        self.given = {name: url for name, url in real.env.items() if name.startswith(REAL_SERVERS)}

    def log(self) -> str:
        return (self.layout.logs / "stack.log").read_text()

    def restarts(self) -> int:
        return sum(process.restarts for process in self.state().processes.values())

    def is_healthy(self) -> bool:
        status = self.status()
        return bool(status["healthy"]) and status["broker"]["reachable"]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """Started while neither PostgreSQL nor Redis was there; first the one came and then the other."""
    with running_servers() as real:
        product = Elsewhere(tmp_path_factory.mktemp("stack"), real)
        real.stop()
        up = [sys.executable, "-m", "stack.cli", "up", "--quiet", "--no-demo"]
        where = [f"--data={product.layout.data}", f"--port={product.layout.base}"]
        with subprocess.Popen([*up, *where], env={**os.environ, **product.given}, stdout=subprocess.DEVNULL) as running:
            wait_for(lambda: "the database of review is away" in product.log())
            real.start("valkey")
            real.start("postgres")
            yield product
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=PATIENCE)


def wait_for(condition: Callable[[], bool]) -> None:
    def holds() -> bool:
        try:
            return condition()
        except FileNotFoundError:
            return False

    assert wait_until(holds, PATIENCE, pause=0.2)


def outage(product: Elsewhere, server: str, seconds: float) -> None:
    """Take a server away, and see that nobody dies of it and that all is well when it is back."""
    product.real.kill(server)
    wait_for(lambda: not product.is_healthy())
    alive = {one["state"] for one in product.status()["processes"]}
    sleep(seconds)
    product.real.start(server)
    wait_for(product.is_healthy)
    assert alive == {"ready"}


def test_the_product_begins_when_its_servers_come_and_uses_no_others(product: Elsewhere) -> None:
    wait_for(product.is_healthy)

    assert product.restarts() == 0
    assert set(product.state().processes) == {one.name for one in PROCESSES}
    assert not (product.layout.data / "postgres").exists()
    with product.reviews() as connection:
        assert connection.info.port == product.real.postgres.port


@pytest.mark.parametrize("server", ["valkey", "postgres"])
def test_an_outage_ends_no_process_and_leaves_nothing_behind(product: Elsewhere, server: str) -> None:
    wait_for(product.is_healthy)

    outage(product, server, seconds=0)

    assert product.restarts() == 0


@pytest.mark.long
@pytest.mark.parametrize("server", ["valkey", "postgres"])
def test_five_minutes_without_a_server_end_no_process(product: Elsewhere, server: str) -> None:
    wait_for(product.is_healthy)

    outage(product, server, LONG_OUTAGE_SECONDS)

    assert product.restarts() == 0
