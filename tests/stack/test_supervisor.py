"""What the supervisor does with programs that die, that will not stop, and that never become ready."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stack import program as life
from stack.child import Command, Identity, identity_of, is_alive, wait_until
from stack.layout import Layout
from stack.logs import Logs
from stack.program import Program
from stack.state import ProcessState, StackState, end_leftovers, read_state
from stack.supervisor import STOP_ORDER, NotReady, Supervisor
from stack.watching import Watch

SAYS_READY = "import time; print('ready', flush=True); time.sleep(600)"
IGNORES_SIGTERM = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
HAS_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print('child', child.pid, flush=True); print('ready', flush=True); time.sleep(600)"
)
PATIENCE = 20.0


def program(name: str, code: str, kind: str = "worker") -> Program:
    return Program(name, kind, Command([sys.executable, "-c", code]))


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path, 0)
    layout.make_folders()
    return layout


@asynccontextmanager
async def supervising(layout: Layout) -> AsyncIterator[Supervisor]:
    logs = Logs(layout.logs, screen=False)
    supervisor = Supervisor(layout, logs)
    try:
        yield supervisor
    finally:
        await supervisor.stop()
        logs.close()


def identity(layout: Layout, name: str) -> Identity | None:
    state = read_state(layout.state)
    return state.processes[name].identity if state else None


def state_of(layout: Layout, name: str) -> str | None:
    state = read_state(layout.state)
    return state.processes[name].state if state else None


def logged(layout: Layout) -> str:
    log = layout.logs / "stack.log"
    return log.read_text() if log.exists() else ""


async def until(condition: Callable[[], bool]) -> None:
    assert await asyncio.to_thread(wait_until, condition, PATIENCE)


def test_a_killed_program_is_started_again(layout: Layout) -> None:
    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program("one", SAYS_READY)])
            first = identity(layout, "one")
            assert first

            os.kill(first.pid, signal.SIGKILL)

            await until(lambda: identity(layout, "one") not in (first, None) and state_of(layout, "one") == "ready")
            state = read_state(layout.state)
            assert state
            assert state.processes["one"].restarts == 1

    asyncio.run(scenario())


def test_a_disk_that_takes_nothing_does_not_end_supervision(layout: Layout) -> None:
    in_the_way = layout.state.with_suffix(".new")

    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program("one", SAYS_READY)])
            first = identity(layout, "one")
            assert first
            in_the_way.mkdir()

            os.kill(first.pid, signal.SIGKILL)

            await until(lambda: "starts again" in logged(layout))
            in_the_way.rmdir()
            await until(lambda: identity(layout, "one") not in (first, None) and state_of(layout, "one") == "ready")

    asyncio.run(scenario())


def test_the_pause_before_a_restart_grows(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(life, "LONGEST_PAUSE", 0.03)

    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            with pytest.raises(NotReady):
                await supervisor.start([program("one", "raise SystemExit(3)")])

    asyncio.run(scenario())
    lines = (layout.logs / "stack.log").read_text().splitlines()
    assert lines[:3] == [f"one ended with code 3; starts again in {pause} s" for pause in ("0.01", "0.02", "0.03")]


def test_one_that_has_run_well_gets_its_patience_back(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(life, "STEADY_SECONDS", 0.0)

    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            with pytest.raises(NotReady):
                await supervisor.start([program("one", "raise SystemExit(3)")])

    asyncio.run(scenario())
    lines = (layout.logs / "stack.log").read_text().splitlines()
    assert lines[:3] == ["one ended with code 3; starts again in 0.01 s"] * 3


def test_one_that_lives_and_does_not_get_on_is_killed_and_started_again(layout: Layout) -> None:
    lives: list[int] = []

    def heard(pid: int) -> bool:
        lives.append(pid)
        return pid != lives[0]

    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            stuck = replace(program("one", IGNORES_SIGTERM), watch=lambda: Watch(heard, patience=0.0))
            await supervisor.start([stuck])
            await until(lambda: len(set(lives)) == 2 and state_of(layout, "one") == "ready")

    asyncio.run(scenario())
    assert "one has not got on for 0 s: killed" in (layout.logs / "stack.log").read_text()


def test_what_is_never_ready_is_waited_for_as_long_as_it_lives_where_no_patience_is_named(layout: Layout) -> None:
    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            late = program("one", f"import time; time.sleep(1); {SAYS_READY}")
            with pytest.raises(NotReady):
                await supervisor.start([late], patience=0.1)
            await supervisor.start([replace(late, name="two")], patience=None)
            assert state_of(layout, "two") == "ready"

    asyncio.run(scenario())


def test_what_never_becomes_ready_is_named_with_its_last_words(layout: Layout) -> None:
    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program("good", SAYS_READY), program("bad", "raise SystemExit('no such key')")])

    with pytest.raises(NotReady, match=r"(?s)bad.*no such key"):
        asyncio.run(scenario())


def test_a_program_that_cannot_be_started_at_all_is_named(layout: Layout) -> None:
    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([Program("absent", "worker", Command(["/nowhere/absent"]))])

    with pytest.raises(NotReady, match="absent"):
        asyncio.run(scenario())


def test_one_that_ignores_the_request_to_stop_is_killed(layout: Layout) -> None:
    async def scenario() -> Identity | None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program("stubborn", IGNORES_SIGTERM, kind="web")])
            return identity(layout, "stubborn")

    started = time.monotonic()
    stubborn = asyncio.run(scenario())
    assert stubborn
    assert not is_alive(stubborn)
    assert time.monotonic() - started < 15


def test_children_of_a_killed_program_do_not_go_on(layout: Layout) -> None:
    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program("parent", HAS_CHILD)])
            parent = identity(layout, "parent")
            child = identity_of(int((layout.logs / "parent.log").read_text().split()[1]))
            assert parent
            assert child

            os.kill(parent.pid, signal.SIGKILL)

            await until(lambda: not is_alive(child))

    asyncio.run(scenario())


def test_stopping_takes_less_than_15_seconds_whoever_refuses() -> None:
    assert sum(patience for _, patience in STOP_ORDER) < 15


def test_programs_stop_in_order_those_in_front_first(layout: Layout) -> None:
    farewell = (
        "import signal, sys, time\n"
        "signal.signal(15, lambda *_: (print('bye', time.monotonic(), flush=True), sys.exit()))\n"
        "print('ready', flush=True); time.sleep(600)"
    )
    kinds = ("server", "api", "web")

    async def scenario() -> None:
        async with supervising(layout) as supervisor:
            await supervisor.start([program(kind, farewell, kind=kind) for kind in kinds])

    asyncio.run(scenario())
    times = {kind: float((layout.logs / f"{kind}.log").read_text().split()[-1]) for kind in kinds}
    assert sorted(kinds, key=times.__getitem__) == ["web", "api", "server"]


SUPERVISES = f"""
import asyncio, sys
from pathlib import Path
from stack.child import Command
from stack.layout import Layout
from stack.logs import Logs
from stack.program import Program
from stack.supervisor import Supervisor

async def main():
    layout = Layout(Path(sys.argv[1]), 0)
    supervisor = Supervisor(layout, Logs(layout.logs, screen=False))
    codes = {{"polite": {SAYS_READY!r}, "stubborn": {IGNORES_SIGTERM!r}}}
    await supervisor.start(
        Program(name, "worker", Command([sys.executable, "-c", code])) for name, code in codes.items()
    )
    print("READY", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def test_what_a_killed_supervisor_has_left_is_ended_by_the_next_start(layout: Layout) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISES, str(layout.data)], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == b"READY\n"
        polite, stubborn = identity(layout, "polite"), identity(layout, "stubborn")
        supervisor.kill()
    assert polite
    assert stubborn

    assert wait_until(lambda: not is_alive(polite), PATIENCE)  # the kernel has told it
    assert end_leftovers(layout) == ["stubborn"]

    assert not is_alive(stubborn)


def test_a_stranger_with_a_recorded_number_is_left_alone(layout: Layout) -> None:
    with subprocess.Popen([sys.executable, "-c", SAYS_READY], start_new_session=True) as stranger:
        process = ProcessState("one", "api", pid=stranger.pid, created=1.0)
        StackState("", 0, 1, 1.0, "ready", {"one": process}).write(layout.state)

        assert end_leftovers(layout) == []

        assert stranger.poll() is None
        stranger.kill()


def test_a_log_file_does_not_grow_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stack.logs.LARGEST_FILE", 1000)
    logs = Logs(tmp_path, screen=False)
    for number in range(500):
        logs.write("one", f"line {number}")
    logs.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2000
    assert logs.last_lines("one", 1) == "line 499"
