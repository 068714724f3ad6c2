"""A whole system for a time: all that `zhicheng up` starts, in a folder of its own, with the people of the demo."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack.ports import free_base
from stack.postgres import Postgres

Account = dict[str, Any]
ZHICHENG = [sys.executable, "-m", "stack.cli"]
OF_OTHER_TESTS = ("DATABASE_URL_", "REDIS_URL", "KEYS_DIR", "FILES_DIR")


@dataclass(frozen=True)
class Stack:
    """A running system with its demo accounts."""

    url: str
    base: int
    data: Path
    accounts: list[Account]

    def of(self, name: str) -> Account:
        """The account of somebody of the demo; each test has people of its own."""
        (found,) = [account for account in self.accounts if account["name"] == name]
        return found


@contextmanager
def own_stack() -> Iterator[Stack]:
    """A system that nobody else uses, gone afterwards with all its data."""
    with own_folder() as data, running(data) as stack:
        yield stack


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for the data of a system, removed afterwards."""
    data = Path(tempfile.mkdtemp(prefix="zhicheng-tests-"))
    data.chmod(0o755)  # PostgreSQL may run as another user, who has to get there
    try:
        yield data
    finally:
        Postgres(data, 0).destroy()
        shutil.rmtree(data)


@contextmanager
def running(data: Path, **given: str) -> Iterator[Stack]:
    """The system whose data are in a folder, in the environment that is `given`; a new one has the demo."""
    base = free_base()
    zhicheng("up", "--detach", f"--data={data}", f"--port={base}", **given)
    try:
        accounts = json.loads(zhicheng("demo", "accounts", f"--data={data}", "--json"))
        yield Stack(f"http://127.0.0.1:{base}", base, data, accounts)
    finally:
        zhicheng("down", f"--data={data}")


def zhicheng(*arguments: str, **given: str) -> str:
    """Run a command of the product; what it says when it fails belongs into the test's report."""
    # The servers of other tests, which this run may have in its environment, are not those of this system.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OF_OTHER_TESTS)}
    command = [*ZHICHENG, *arguments]
    done = subprocess.run(command, env=environment | given, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
