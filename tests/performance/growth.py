"""What each operation costs with more and more people: `python -m tests.performance.growth --people 10000 2000000`.

For each number of people a stack of its own, filled by `zhicheng demo scale` or, with `--data`, found in a folder where
that was done. The same person of the demo does the same in all of them in turn in one run, so that a busy machine slows
them alike; what is told is the CPU of all processes of a stack, PostgreSQL included, and the ratio to the first.
"""

import argparse
import os
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from stack.layout import Layout
from tests.chaos.databases import Databases
from tests.own_stack import ZHICHENG, Stack, own_folder, running
from tests.performance.bench import IDLE_SECONDS, SETTLED_SECONDS, Side, circumstances, roots_of
from tests.performance.goals import GROWTH
from tests.performance.load import Player
from tests.performance.operations import OPERATIONS, Operation
from tests.performance.people import Crowd

REQUESTS, ROUNDS = 24, 3
QUICK_REQUESTS = 8


class Grown:
    """A stack with many people, and those of the demo who use it."""

    def __init__(self, stack: Stack) -> None:
        self.databases = Databases.of(Layout(stack.data, stack.base))
        ((found,),) = (row.values() for row in self.databases.rows("auth", "SELECT count(*) FROM person"))
        self.people, self.crowd = int(found), Crowd(stack, self.databases)
        address = stack.url.removeprefix("http://")
        self.side = Side(f"{self.people}", address, roots_of(stack), self._settle, 1)
        self._settle()
        self.side.rest(IDLE_SECONDS)

    def cpu_ms(self, operation: Operation, rounds: int) -> float:
        """What a request of one person costs."""
        (someone,) = self.crowd.of(operation.people, 1)
        turn = operation.ours(someone)
        often = 1 if operation.once else max(1, rounds // len(turn.steps))
        return self.side.measured([Player("" if turn.anonymous else someone.cookie, turn)], often).cpu_ms

    def _settle(self) -> None:
        _, left = self.databases.settle(SETTLED_SECONDS)
        assert not left, left


def main() -> None:
    """Fill, measure, print."""
    options = _options()
    os.environ["SEARCHES_PER_MINUTE"] = "1000000"  # a few players search as often as a province
    with ExitStack() as stack:
        folders = options.data or [stack.enter_context(filled(people)) for people in options.people]
        grown = sorted((Grown(stack.enter_context(running(data))) for data in folders), key=lambda one: one.people)
        print(circumstances(), f"{'operation':18}" + "".join(f"{one.people:>12,}" for one in grown), sep="\n")
        requests = QUICK_REQUESTS if options.quick else REQUESTS
        worst = max(told(operation, grown, requests) for operation in OPERATIONS)
        print(f"the most that anything grows: {worst:.2f}; goal {GROWTH}")


def told(operation: Operation, grown: list[Grown], requests: int) -> float:
    """Measure an operation in all stacks in turn, print the line, and return how it grew."""
    found: dict[Grown, list[float]] = {one: [] for one in grown}
    for number in range(ROUNDS + 1):
        for one, seen in found.items():
            used = one.cpu_ms(operation, requests if number else requests // 4)
            if number:
                seen.append(used)
    middle = [statistics.median(seen) for seen in found.values()]
    ratio = middle[-1] / middle[0]
    judged = "met" if GROWTH.met(ratio) else "no"
    print(f"{operation.name:18}" + "".join(f"{used:12.1f}" for used in middle) + f"{ratio:8.2f} {judged}", flush=True)
    return ratio


@contextmanager
def filled(people: int) -> Iterator[Path]:
    """A folder with so many people, removed afterwards."""
    with own_folder() as data:
        with running(data) as stack:
            place = [f"--data={data}", f"--port={stack.base}"]
        subprocess.run([*ZHICHENG, "demo", "scale", f"--people={people}", *place], check=True)
        yield data


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--people", type=int, nargs="+", help="how many people, fewest first")
    parser.add_argument("--quick", action="store_true", help="fewer requests, rougher figures")
    given.add_argument("--data", type=Path, nargs="+", help="folders that were filled before and are kept")
    return parser.parse_args()


if __name__ == "__main__":
    main()
