"""The stack that is tried, as whoever has the machine in hand sees it: its processes, its servers, its network."""

import os
import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import redis

from stack.child import is_alive, wait_until
from stack.environment import remembered
from stack.layout import Layout
from stack.processes import PROCESSES
from stack.state import ProcessState, read_state
from tests.chaos.clock import Clock

PATIENCE_SECONDS = 90.0
SERVERS = ("postgres", "valkey")
FULL_MEMORY, USUAL_MEMORY = 1, 256 * 1024**2


class Machine:
    """Everything that may happen to a running stack; `own_network` and `own_disk` say whether these may be spoiled."""

    def __init__(self, layout: Layout, chance: random.Random, *, isolated: bool) -> None:
        self.layout, self.chance, self.isolated = layout, chance, isolated
        self.broker = redis.Redis.from_url(remembered(layout)["REDIS_URL"], socket_timeout=5, socket_connect_timeout=2)
        self.clock = Clock(layout.data)
        self.names = [process.name for process in PROCESSES] + list(SERVERS)

    def process(self, name: str) -> ProcessState:
        """The process of this name; one that is just being started again is waited for."""
        found: list[ProcessState] = []

        def runs() -> bool:
            state = read_state(self.layout.state)
            one = state.processes[name] if state else None
            if one and one.identity and one.state == "ready" and is_alive(one.identity):
                found.append(one)
            return bool(found)

        if not wait_until(runs, PATIENCE_SECONDS, 0.1):
            raise TimeoutError(f"{name} has not come back within {PATIENCE_SECONDS:g} s")
        return found[0]

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a process without warning; often the child of it that does the work."""
        pid = self.process(name).pid
        assert pid
        family = [pid]
        if name not in SERVERS:
            with suppress(psutil.NoSuchProcess):
                family += [child.pid for child in psutil.Process(pid).children()]
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(family), how)

    def wipe_broker(self) -> None:
        """Kill the broker, and its disk with it."""
        self.kill("valkey")
        for file in (self.layout.data / "valkey").rglob("appendonly.aof.*"):
            file.unlink(missing_ok=True)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """A process with all that it started neither answers nor ends."""
        pid = self.process(name).pid
        assert pid
        leader = psutil.Process(pid)
        family = [leader, *leader.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.suspend()
        try:
            yield
        finally:
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.resume()

    @contextmanager
    def full_broker(self) -> Iterator[None]:
        """The broker takes nothing more."""
        self.broker.config_set("maxmemory", FULL_MEMORY)
        try:
            yield
        finally:
            wait_until(self._broker_has_room, PATIENCE_SECONDS, 0.2)

    def _broker_has_room(self) -> bool:
        try:
            return bool(self.broker.config_set("maxmemory", USUAL_MEMORY))
        except redis.RedisError:
            return False

    @contextmanager
    def cut_off(self, name: str) -> Iterator[None]:
        """What a process answers reaches nobody: the network of this stack alone, which is a namespace of its own."""
        rule = ["ipproto", "tcp", "sport", self.port(name), "blackhole"]
        subprocess.run(["ip", "rule", "add", "pref", "50", *rule], check=True)
        try:
            yield
        finally:
            subprocess.run(["ip", "rule", "del", "pref", "50"], check=True)

    def port(self, name: str) -> str:
        """Where a process listens."""
        ports = {"postgres": self.layout.postgres_port, "valkey": self.layout.valkey_port}
        return str(ports[name]) if name in ports else self.layout.address_of(name).rpartition(":")[2]

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """The disk of this stack alone, which is one of its own, is full to the last byte."""
        filler = self.layout.data / "filler"
        try:
            _fill(filler)
            yield
        finally:
            filler.unlink(missing_ok=True)

    def partner(self, **orders: object) -> None:
        """Switch the partner's faults."""
        with suppress(httpx.HTTPError):
            httpx.post(f"http://{self.layout.address_of('sandbox')}/_control", json=orders, timeout=5, trust_env=False)


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        block = 1 << 22
        while block >= 1 << 12:
            try:
                file.write(b"\0" * block)
            except OSError:
                block //= 4
