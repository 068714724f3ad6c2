"""What was seen of each operation, and how it is told."""

import statistics
from dataclasses import dataclass

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


def line(results: list[Result], goal: Goal | None) -> str:
    """An operation by so many people at once, ours beside the floor."""
    ours, floor = results[0], results[1] if len(results) > 1 else None
    beside = " " * 30
    if floor:
        ratio = ours.cpu_ms / floor.cpu_ms if floor.cpu_ms > 0 else float("inf")
        beside = f"{floor.cpu_ms:7.1f} {ratio:6.1f} {_told(goal, ratio):14} "
    times = f"{ours.per_second:6.0f} {ours.p50:7.0f} {ours.p95:7.0f} {ours.p99:7.0f}"
    return f"{ours.operation:18} {ours.people:6} {ours.cpu_ms:8.1f} {beside}{times}"


def _told(goal: Goal | None, value: float) -> str:
    return f"{goal!s:>6} {'met' if goal.met(value) else 'no'}" if goal else ""
