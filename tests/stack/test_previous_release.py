"""The previous release, from this clone's history, at work while this one migrates its databases there and back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command

from shared.migrate import config, head, upgrade
from shared.settings import SERVICES
from stack.child import wait_until
from stack.environment import remembered
from tests.conftest import database
from tests.servers import running_servers
from tests.stack.test_up import PATIENCE, REAL_SERVERS, Load, Product

ROOT = Path(__file__).parents[2]
MIGRATIONS = "services/*/migrations/versions"

pytestmark = pytest.mark.long


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, check=True).stdout


class Previous(Product):
    """The release before the newest migration, in a folder of its own, on real servers."""

    def __init__(self, data: Path, code: Path) -> None:
        super().__init__(data)
        self.code = code
        added = git("log", "--diff-filter=A", "--format=%H %P", "--", f":(glob){MIGRATIONS}/*.py").decode().splitlines()
        _, _, before = added[0].partition(" ")
        if not before:
            pytest.skip("this clone does not hold the history before its newest migration")
        subprocess.run(["tar", "x", "-C", code], input=git("archive", before), check=True)

    def run(self, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        """Something of the previous release, on the databases that we migrate."""
        command = [sys.executable, "-m", *arguments]
        return subprocess.Popen(command, cwd=self.code, env={**os.environ, **environment})

    def head(self, service: str) -> str:
        """The newest migration that it knows."""
        return max(file.name[:4] for file in self.code.glob(f"services/{service}/migrations/versions/[0-9]*.py"))


@pytest.fixture
def previous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Previous]:
    (code := tmp_path / "code").mkdir()
    previous = Previous(tmp_path / "data", code)
    with running_servers() as real:
        for name, url in real.env.items():
            if name.startswith(REAL_SERVERS):
                monkeypatch.setenv(name, url)
        where = [f"--data={previous.layout.data}", f"--port={previous.layout.base}"]
        running = previous.run("stack.cli", "up", "--quiet", "--no-demo", *where)
        try:
            assert wait_until(lambda: previous.layout.state.exists() and previous.state().phase == "ready", PATIENCE)
            yield previous
        finally:
            running.terminate()
            running.wait(timeout=PATIENCE)


def migrate(previous: Previous, *, back: bool) -> None:
    for service in SERVICES:
        if back and previous.head(service) != head(service):
            configured = config(service)
            configured.attributes["db"] = database(service)
            command.downgrade(configured, previous.head(service))
        elif not back:
            upgrade(database(service))


def test_people_of_the_previous_release_notice_nothing(previous: Previous) -> None:
    with Load(previous.layout) as load, previous.run("stack.demo", **remembered(previous.layout)) as filling:
        migrate(previous, back=False)
        assert filling.wait(timeout=300) == 0
        migrate(previous, back=True)
        migrate(previous, back=False)

    assert load.failed == []
    agreed = previous.zhicheng("reconcile")
    assert agreed.returncode == 0, agreed.stdout
