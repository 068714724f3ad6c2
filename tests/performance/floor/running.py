"""The floor's processes: a gateway, a service, a worker, on a PostgreSQL and a Valkey of their own."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psutil
import redis

from stack.postgres import Postgres
from stack.servers import Servers
from tests.performance.floor.rows import copy_rows
from tests.performance.messages import QUIET, process
from tests.servers import running_servers

PATIENCE_SECONDS = 30
SERVED = ("gunicorn", "--config=python:stack.gunicorn", "--log-level=error")


@dataclass(frozen=True)
class Floor:
    """Where it listens, and of which processes it is made."""

    address: str
    servers: Servers
    roots: tuple[psutil.Process, ...]

    def sign_in(self, person: str) -> str:
        """The cookie of somebody."""
        with urllib.request.urlopen(f"http://{self.address}/sign-in/{person}") as answer:
            return str(answer.headers["Set-Cookie"].partition(";")[0])

    def settle(self) -> None:
        """Wait until the worker has done all that it was sent."""
        with redis.Redis.from_url(self.servers.valkey.url) as broker:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while broker.llen("floor") or broker.hlen("unacked"):
                assert time.monotonic() < deadline, "the floor's worker does not get on"
                time.sleep(0.01)


@contextmanager
def running_floor(ours: Postgres) -> Iterator[Floor]:
    """All of it, with a copy of our rows, for as long as the block lasts."""
    with running_servers() as servers, ExitStack() as stack:
        copy_rows(ours, servers)
        gateway, service = (f"127.0.0.1:{servers.base_port + offset}" for offset in (0, 1))
        environment = os.environ | servers.env
        environment["FLOOR_DATABASE"] = servers.env["DATABASE_URL_PROFILE"].replace("+psycopg", "")
        environment["FLOOR_SERVICE"] = service
        worker = ("celery", "--app=tests.performance.floor.tasks", "worker", "--queues=floor", "--concurrency=1")
        commands = (
            (*SERVED, f"--bind={gateway}", "tests.performance.floor.gateway:app"),
            (*SERVED, f"--bind={service}", "tests.performance.floor.service:app"),
            (*worker, *QUIET[2:]),
        )
        own = [stack.enter_context(process([sys.executable, "-m", *one], environment)) for one in commands]
        _wait_for(f"http://{gateway}/sign-in/nobody")
        _wait_for(f"http://{service}/")
        roots = [psutil.Process(one.pid) for one in (*own, *servers.processes.values())]
        yield Floor(gateway, servers, tuple(roots))


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
