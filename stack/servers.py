"""PostgreSQL and Valkey alone, without the product's processes: for tests and for tools."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from shared.keys import make_keys
from shared.settings import SERVICES
from stack.child import Command, wait_until
from stack.ports import POSTGRES_OFFSET, VALKEY_OFFSET
from stack.postgres import Postgres
from stack.valkey import Valkey

PATIENCE_SECONDS = 30


class ServerCannotStart(Exception):
    """The message is the server's own last words."""


class Servers:
    """The two servers in one folder; `env` is the environment by which the product's processes find them."""

    def __init__(self, data: Path, base_port: int, archive: str = "") -> None:
        self.data = data
        self.base_port = base_port
        self.postgres = Postgres(data, base_port + POSTGRES_OFFSET, archive)
        self.valkey = Valkey(data, base_port + VALKEY_OFFSET)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.env = {
            **{f"DATABASE_URL_{service.upper()}": self.postgres.url(service) for service in SERVICES},
            "REDIS_URL": self.valkey.url,
            "KEYS_DIR": str(data / "keys"),
            "FILES_DIR": str(data / "files"),
        }

    def start(self, name: str) -> None:
        """Start "postgres" or "valkey" and wait until it answers.

        Raises `ServerCannotStart`.
        """
        server = self._server(name)
        server.prepare()
        command = server.command()
        command.before_start()
        log = self.data / f"{name}.log"
        with log.open("ab") as output:
            self.processes[name] = _spawn(command, output.fileno())
        if not wait_until(self._answers_or_ended(name, server.is_ready), PATIENCE_SECONDS) or not server.is_ready():
            raise ServerCannotStart(f"{name}: {log.read_text()[-2000:]}")

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End one server at once, or as the signal says, and wait for that."""
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        """End both in order; what they hold stays on the disk."""
        for name in list(self.processes):
            self.kill(name, self._server(name).command().stop_signal)

    def _server(self, name: str) -> Postgres | Valkey:
        return self.postgres if name == "postgres" else self.valkey

    def _answers_or_ended(self, name: str, is_ready: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: is_ready() or self.processes[name].poll() is not None


def start_servers(data: Path, base_port: int, archive: str = "") -> Servers:
    """Start both servers in a folder, with the four databases and all keys; what is there already is used again."""
    servers = Servers(data, base_port, archive)
    make_keys(data / "keys")
    (data / "files").mkdir(exist_ok=True)
    for name in ("postgres", "valkey"):
        servers.start(name)
    servers.postgres.make_databases(SERVICES)
    return servers


def _spawn(command: Command, output: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command.arguments, stdout=output, stderr=output, **command.options())  # noqa: S603 - our own
