"""The product beside its floor: `python -m tests.performance.bench [--quick] [--json FILE]`.

One stack of its own with the demo, and the floor with a copy of its rows; both are measured in turn in one run, by a
load of its own process. CPU is that of all processes of a side, PostgreSQL, the broker and ended ones included, less
what the side uses while nobody asks. An answer that is not right ends it; a slow one is only told.
"""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from stack.layout import Layout
from stack.postgres import Postgres
from stack.state import read_state
from tests.chaos.databases import Databases
from tests.own_stack import Stack, own_stack, zhicheng
from tests.performance import goals, messages
from tests.performance.floor.running import Floor, running_floor
from tests.performance.load import Orders, Player, Seen, load
from tests.performance.operations import OPERATIONS, Operation
from tests.performance.people import Crowd, Someone
from tests.performance.results import HEAD, Figure, Result, Round, line
from tests.performance.usage import cpu_ms, memory_mb

IDLE_SECONDS = 10.0
SETTLED_SECONDS = 60.0
FLOOR_TIMES = 4  # it is so quick that as few requests as of ours would tell little of its CPU


@dataclass(frozen=True)
class Extent:
    """How much is measured: requests of all people together in a round, rounds, people at once."""

    requests: int = 16
    rounds: int = 3
    crowds: tuple[int, ...] = (1, 8)
    idle_seconds: float = IDLE_SECONDS


QUICK = Extent(requests=8, rounds=1, crowds=(1,), idle_seconds=1.0)


class Side:
    """Ours or the floor: where it listens, and of which processes it is made."""

    idle = 0.0

    def __init__(
        self, name: str, address: str, roots: tuple[psutil.Process, ...], settle: Callable[[], None], times: int
    ) -> None:
        self.name, self.address, self.roots, self.settle, self.times = name, address, roots, settle, times

    def rest(self, seconds: float) -> None:
        """Learn what it uses while nobody asks."""
        before = cpu_ms(self.roots)
        time.sleep(seconds)
        self.idle = (cpu_ms(self.roots) - before) / seconds

    def measured(self, players: list[Player], rounds: int) -> Round:
        """What the players' requests took, until nothing that they began was under way. Raises on a wrong answer."""
        before, began = cpu_ms(self.roots), time.monotonic()
        seen = load(Orders(self.address, players, rounds * self.times))
        refuse_faults(seen)
        self.settle()
        used = cpu_ms(self.roots) - before - self.idle * (time.monotonic() - began)
        number = len(seen.milliseconds)
        return Round(used / number, number / seen.seconds, seen.milliseconds)


class Bench:
    """Both sides and those who use them."""

    def __init__(self, stack: Stack, floor: Floor, extent: Extent) -> None:
        self.databases = Databases.of(Layout(stack.data, stack.base))
        self.crowd, self.extent, self.floor = Crowd(stack, self.databases), extent, floor
        self.ours = Side("ours", stack.url.removeprefix("http://"), roots_of(stack), self._settle, 1)
        self.other = Side("floor", floor.address, floor.roots, floor.settle, FLOOR_TIMES)
        self.ours.rest(extent.idle_seconds)  # the floor has nothing to do while nobody asks

    def results(self) -> Iterator[Result]:
        """All operations, told as they come; quickly only those that have a floor."""
        for operation in OPERATIONS:
            if operation.floor or self.extent is not QUICK:
                for number in operation.crowds or self.extent.crowds:
                    found = self._measured(operation, number)
                    print(line(found, operation.goal), flush=True)
                    yield from found

    def _measured(self, operation: Operation, number: int) -> list[Result]:
        people = self.crowd.of(operation.people, number)
        rounds = 1 if operation.once else max(1, self.extent.requests // number // len(operation.ours(people[0]).steps))
        played: dict[Side, list[Round]] = {side: [] for side in (self.ours, self.other)[: 2 if operation.floor else 1]}
        for warm in range(self.extent.rounds + 1):
            for side, found in played.items():
                players, often = self._players(side, operation, people), rounds if warm else max(1, rounds // 4)
                before = self._proof(operation)
                one = side.measured(players, often)
                done = self._proof(operation) - before
                assert side is not self.ours or not operation.proof or done == often * number, operation.name
                if warm:
                    found.append(one)
        return [Result.of(operation.name, side.name, number, found) for side, found in played.items()]

    def _proof(self, operation: Operation) -> int:
        """How often it was really done, for what an answer does not tell."""
        return int(self.databases.rows("profile", operation.proof)[0]["count"]) if operation.proof else 0

    def _settle(self) -> None:
        _, left = self.databases.settle(SETTLED_SECONDS)
        assert not left, left

    def _players(self, side: Side, operation: Operation, people: list[Someone]) -> list[Player]:
        """The people as that side knows them; what they have before them is asked for anew."""
        turns = [(one, operation.ours(one)) for one in people]
        if side is self.ours:
            return [Player("" if turn.anonymous else one.cookie, turn) for one, turn in turns]
        assert operation.floor
        return [Player(self.floor.sign_in(one.id), operation.floor(turn)) for one, turn in turns]


def main() -> None:
    """Start, measure, print."""
    options = _options()
    os.environ["SEARCHES_PER_MINUTE"] = "1000000"  # a few players search as often as a province
    with own_stack() as stack:
        measure(stack, options.json, QUICK if options.quick else Extent())


def measure(stack: Stack, kept: Path | None, extent: Extent) -> None:
    """Measure a stack that nobody else uses beside a floor of its own, and start it once more."""
    print(circumstances(), HEAD, sep="\n")
    with running_floor(Postgres(stack.data, Layout(stack.data, stack.base).postgres_port)) as floor:
        bench = Bench(stack, floor, extent)
        results = list(bench.results())
    figures = [
        Figure("idle CPU of the stack, ms a second", bench.ours.idle),
        Figure("memory after all that, MB (PSS)", memory_mb(bench.ours.roots)),
    ]
    if extent is not QUICK:
        figures += [
            Figure("start of the stack, warm, s", _start_seconds(stack), goals.START_SECONDS),
            Figure("memory of the stack, idle, MB (PSS)", memory_mb(roots_of(stack)), goals.MEMORY_MB),
        ]
        figures += _figures_of_messages()
    print(*figures, sep="\n")
    if kept:
        found = {"results": [asdict(one) for one in results], "figures": [asdict(one) for one in figures]}
        kept.write_text(json.dumps(found, ensure_ascii=False, indent=1))


def circumstances() -> str:
    """When, of which state of the code, and on what the figures were taken."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    cores, loaded = psutil.cpu_count(), psutil.getloadavg()[2]
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit.stdout.strip()}, {cores} cores, load {loaded:.0f}"


def _start_seconds(stack: Stack) -> float:
    """How long it takes until all is ready again after it was stopped."""
    zhicheng("down", f"--data={stack.data}")
    began = time.monotonic()
    zhicheng("up", "--detach", f"--data={stack.data}", f"--port={stack.base}")
    return time.monotonic() - began


def _figures_of_messages() -> list[Figure]:
    """From a commit in one service to its effect in the other, beside a bare Celery task."""
    bare, ours = messages.measured()
    p50 = ours.percentile(50)
    return [
        Figure("event through both services, p50 ms", p50, goals.LATENCY_P50_MS),
        Figure("the same, to a bare Celery task", p50 / bare.percentile(50), goals.LATENCY_RATIO),
        Figure("the same, p99 ms", ours.percentile(99), goals.LATENCY_P99_MS),
        Figure("events a second, to bare Celery tasks", ours.per_second / bare.per_second, goals.DRAIN_RATIO),
    ]


def roots_of(stack: Stack) -> tuple[psutil.Process, ...]:
    """The one process of which all of a stack's processes come."""
    state = read_state(Layout(stack.data, stack.base).state)
    assert state
    return (psutil.Process(state.pid),)


def refuse_faults(seen: Seen) -> None:
    """Errors are never counted as speed."""
    assert not seen.faults, f"{len(seen.faults)} answers were wrong: {seen.faults[:3]}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few requests of one person at the operations with a floor"
    )
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
