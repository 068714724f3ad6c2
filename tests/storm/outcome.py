"""What came of a storm: what people were told beside what the databases hold."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from tests.performance.capacity import predicted_seconds

RECOVERED_SECONDS = 30
SUBMISSIONS, LOOKING = "submit, take back", "record page"


@dataclass(frozen=True)
class Press:
    """提交审核 pressed once: when, under which key, and what one was told."""

    key: str
    sent: float
    took: float
    answered: bool
    promised: bool
    late: bool


@dataclass(frozen=True)
class Step:
    """So many people at once: requests of each kind, how many were answered, and what all processors did meanwhile."""

    people: int
    offered: Counter[str]
    served: Counter[str]
    seconds: float
    used: float
    used_by_others: float

    @classmethod
    def of(cls, people: int, counted: list[dict[str, Any]], seconds: float, used: float, others: float) -> Self:
        """From what Locust counted."""
        offered, served = Counter[str](), Counter[str]()
        for one in counted:
            offered[one["name"]] += one["num_requests"]
            served[one["name"]] += one["num_requests"] - one["num_failures"]
        return cls(people, offered, served, seconds, used, others)

    def __str__(self) -> str:
        return f"{self.people} people: {self.served.total()} of {self.offered.total()} served, {dict(self.served)}"


@dataclass
class Outcome:
    """All of it: `kept` are the keys of the submissions that are there, `waits` how long the cases of each unit took.

    `ends` is the moment at which the window closed; `pages_well` and `all_well` are counted from the end of the storm.
    """

    steps: list[Step]
    presses: list[Press]
    ends: float
    kept: set[str]
    waits: dict[str, list[float]]
    pages_well: float
    all_well: float
    left: list[str]

    @property
    def promised(self) -> set[str]:
        """Submissions of which somebody was told that they were taken."""
        return {one.key for one in self.presses if one.promised}

    @property
    def lost(self) -> set[str]:
        """Those of them that are not there."""
        return self.promised - self.kept

    @property
    def misjudged(self) -> set[str]:
        """Refused as late though sent in time, or taken though nobody had sent it in time."""
        in_time = {one.key for one in self.presses if one.sent < self.ends}
        refused = {one.key for one in self.presses if one.late and one.sent < self.ends}
        return refused | (self.promised - in_time)

    @property
    def too_late_then(self) -> set[str]:
        """Sent in time, turned away at the door, and too late when they came again."""
        turned_away = {one.key for one in self.presses if not one.answered and one.sent < self.ends}
        return {one.key for one in self.presses if one.late} & turned_away

    @property
    def good(self) -> bool:
        """Whether nothing is amiss."""
        return not (self.lost or self.misjudged or self.left) and self.all_well <= RECOVERED_SECONDS

    def line(self) -> str:
        """All of it in one line."""
        took = sorted(one.took for one in self.presses if one.answered) or [0.0]
        left = "".join(f", left: {one}" for one in self.left)
        return (
            f"storm: {_all(step.people for step in self.steps)} people,"
            f" offered {_all(step.offered.total() for step in self.steps)},"
            f" served {_all(step.served.total() for step in self.steps)}"
            f" ({_all(round(step.served.total() / step.seconds) for step in self.steps)} a second;"
            f" of submissions {_all(f'{_share(step, SUBMISSIONS)} %' for step in self.steps)},"
            f" of record pages {_all(f'{_share(step, LOOKING)} %' for step in self.steps)});"
            f" {len(self.presses)} presses of submit, p99 {took[int(len(took) * 0.99)]:.1f} s,"
            f" {len(self.promised)} promised, {len(self.lost)} lost,"
            f" {len(self.misjudged)} judged late wrongly, {len(self.too_late_then)} turned away and then late,"
            f" {sum(one.late for one in self.presses)} late; {self._units()}; pages well again after"
            f" {self.pages_well:.0f} s, messages after {self.all_well:.0f} s{left}"
        )

    def predicted(self) -> Iterator[str]:
        """What the model says of the same requests, beside what was seen."""
        for step in self.steps:
            turned_away = step.offered.total() - step.served.total()
            expected = predicted_seconds(step.served, turned_away, step.seconds)
            cores = os.cpu_count() or 1
            room = max(0.0, cores - step.used_by_others / step.seconds)
            most = room * step.served.total() / expected
            offered = step.offered.total() / step.seconds
            yield (
                f"{step.people} people: processors predicted {expected:.0f} s, measured {step.used:.0f} s"
                f" ({step.used / expected:.2f}); served a second predicted {min(offered, most):.0f},"
                f" measured {step.served.total() / step.seconds:.0f}"
            )

    def _units(self) -> str:
        """How long cases waited to be opened: in the middle, and in the unit where that was longest."""
        middles = sorted(map(median, self.waits.values())) or [0.0]
        return (
            f"cases of {len(self.waits)} units opened after {median(middles):.1f} s, at the slowest {middles[-1]:.1f} s"
        )


def _share(step: Step, kind: str) -> int:
    return round(100 * step.served[kind] / max(1, step.offered[kind]))


def _all(figures: Iterable[object]) -> str:
    return "/".join(map(str, figures))
