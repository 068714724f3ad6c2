"""Processes that are born warm behave as those that `python -m` starts."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack.child import Command, wait_until
from stack.nursery import Child, Nursery


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


async def run(nursery: Nursery, output: Path, *module: str, **environment: str) -> tuple[Child, int]:
    """Start a module, wait for its end; returns it and its code."""
    with output.open("wb") as file:
        child = await nursery.start(Command([sys.executable, "-m", *module], environment=environment), file.fileno())
    return child, await child.wait()


def test_arguments_output_and_code_are_those_of_a_cold_process(nursery: Nursery, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text('{"given": 1}')
    (tmp_path / "bad.json").write_text("{")

    _, good = asyncio.run(run(nursery, tmp_path / "out", "json.tool", "--compact", str(tmp_path / "good.json")))
    assert (good, (tmp_path / "out").read_text()) == (0, '{"given":1}\n')

    _, bad = asyncio.run(run(nursery, tmp_path / "out", "json.tool", str(tmp_path / "bad.json")))
    assert bad == 1


def test_a_child_ends_when_its_threads_have_and_all_that_waits_for_its_end_was_told(
    nursery: Nursery, tmp_path: Path
) -> None:
    waiting = (
        "import atexit, threading; atexit.register(print, 'told'); threading.Timer(0.2, print, ['waited']).start()"
    )

    _, code = asyncio.run(run(nursery, tmp_path / "out", "timeit", "--number=1", "--repeat=1", waiting))

    assert (code, (tmp_path / "out").read_text().splitlines()[-2:]) == (0, ["waited", "told"])


def test_the_environment_is_the_given_one(nursery: Nursery, tmp_path: Path) -> None:
    asyncio.run(run(nursery, tmp_path / "out", "site", "--user-base", PYTHONUSERBASE=str(tmp_path)))

    assert (tmp_path / "out").read_text().strip() == str(tmp_path)


def test_a_nursery_that_was_killed_is_replaced(nursery: Nursery, tmp_path: Path) -> None:
    asyncio.run(run(nursery, tmp_path / "out", "json.tool", "--help"))  # another test may have killed it before
    os.kill(nursery._process.pid, signal.SIGKILL)

    _, code = asyncio.run(run(nursery, tmp_path / "out", "json.tool", "--help"))

    assert code == 0


def test_a_child_killed_by_a_signal_says_so(nursery: Nursery, tmp_path: Path) -> None:
    async def kill() -> int:
        with (tmp_path / "out").open("wb") as file:
            child = await nursery.start(Command([sys.executable, "-m", "http.server", "0"]), file.fileno())
        os.kill(child.pid, signal.SIGKILL)
        return await child.wait()

    assert asyncio.run(kill()) == -signal.SIGKILL


def test_what_the_nursery_bore_outlives_it_and_is_our_child(nursery: Nursery, tmp_path: Path) -> None:
    async def outlive() -> None:
        with (tmp_path / "out").open("wb") as file:
            child = await nursery.start(Command([sys.executable, "-m", "http.server", "0"]), file.fileno())
        os.kill(nursery._process.pid, signal.SIGKILL)
        nursery._process.wait()
        assert psutil.Process(child.pid).ppid() == os.getpid()
        os.kill(child.pid, signal.SIGTERM)
        assert await child.wait() == -signal.SIGTERM

    asyncio.run(outlive())


def test_children_end_with_the_one_that_supervises(tmp_path: Path) -> None:
    code = (
        "import asyncio, json, sys, time\n"
        "from stack.child import Command\n"
        "from stack.nursery import Nursery\n"
        "child = asyncio.run(Nursery().start(Command([sys.executable, '-m', 'http.server', '0']), 2))\n"
        "print(json.dumps(child.pid), flush=True)\n"
        "time.sleep(600)\n"
    )

    async def orphan() -> int:
        supervising = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
        assert supervising.stdout is not None
        pid = int(json.loads(await supervising.stdout.readline()))
        supervising.kill()
        await supervising.wait()
        return pid

    pid = asyncio.run(orphan())
    assert wait_until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, 10)
