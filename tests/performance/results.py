"""What was seen of each operation, and the table of it."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from tests.performance.goals import Goal

HEAD = "operation          people   CPU ms   floor  ratio   goal            /s     p50     p95     p99"


@dataclass(frozen=True)
class Round:
    """What one round of one side showed."""

    cpu_ms: float
    per_second: float
    milliseconds: list[float]


@dataclass(frozen=True)
class Result:
    """An operation by so many people at once: the middle of its rounds, and the times of all requests."""

    operation: str
    side: str
    people: int
    cpu_ms: float
    per_second: float
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, operation: str, side: str, people: int, rounds: list[Round]) -> "Result":
        """Of what the rounds showed."""
        cuts = statistics.quantiles([one for each in rounds for one in each.milliseconds], n=100, method="inclusive")
        cpu, rate = (statistics.median(getattr(one, name) for one in rounds) for name in ("cpu_ms", "per_second"))
        return cls(operation, side, people, cpu, rate, cuts[49], cuts[94], cuts[98])


@dataclass(frozen=True)
class Figure:
    """One number, and what is wanted of it."""

    name: str
    value: float
    goal: Goal | None = None

    def __str__(self) -> str:
        return f"{self.name:50} {self.value:9.2f} {_told(self.goal, self.value)}"


def table(results: list[Result], goals: dict[str, Goal | None], figures: list[Figure]) -> str:
    """One line for each operation and crowd, ours beside the floor; then the single figures."""
    return "\n".join([HEAD, *_lines(results, goals), "", *map(str, figures)])


def _lines(results: list[Result], goals: dict[str, Goal | None]) -> Iterator[str]:
    for (operation, people), found in groupby(results, lambda one: (one.operation, one.people)):
        sides = {one.side: one for one in found}
        ours, floor = sides["ours"], sides.get("floor")
        line = f"{operation:18} {people:6} {ours.cpu_ms:8.1f} "
        if floor:
            ratio = ours.cpu_ms / floor.cpu_ms if floor.cpu_ms > 0 else float("inf")
            line += f"{floor.cpu_ms:7.1f} {ratio:6.1f} {_told(goals[operation], ratio):12} "
        else:
            line += " " * 28
        yield line + f"{ours.per_second:6.0f} {ours.p50:7.0f} {ours.p95:7.0f} {ours.p99:7.0f}"


def _told(goal: Goal | None, value: float) -> str:
    return f"{goal!s:>6} {'met' if goal.met(value) else 'no'}" if goal else ""
