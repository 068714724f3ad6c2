"""Whether a system that goes on working grows: its memory, and what its broker keeps."""

import statistics
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import combinations
from time import monotonic

import redis

from stack.state import read_state
from stack.status import memory_mb
from tests.chaos.machine import Machine

LOOKS_EVERY_SECONDS = 15.0
HOUR = 3600.0
ENOUGH = 2


@dataclass
class Look:
    """What was seen at a moment: megabytes by process and life of it, and the keys of the broker."""

    hour: float
    megabytes: dict[tuple[str, int], float]
    keys: int

    @property
    def total(self) -> float:
        """Megabytes of all processes."""
        return sum(self.megabytes.values())


@dataclass
class Growth:
    """What was seen again and again."""

    machine: Machine
    looks: list[Look] = field(default_factory=list)

    def look(self) -> None:
        """Note the memory of each process and the number of the broker's keys, unless one is just away."""
        state = read_state(self.machine.layout.state)
        with suppress(redis.RedisError):
            keys = int(self.machine.broker.dbsize())
            processes = state.processes.values() if state else ()
            lives = {(one.name, one.pid): memory_mb(one.pid) for one in processes if one.pid}
            if lives and all(lives.values()):
                self.looks.append(Look(monotonic() / HOUR, lives, keys))

    def line(self) -> str:
        """The slopes once it had warmed up, which is after a third of the time."""
        looks = self.looks[len(self.looks) // 3 :]
        if len(looks) < ENOUGH:
            return "memory: not looked at often enough"
        first, last, steepest = looks[0], looks[-1], max(self._processes(looks), default=(0.0, "none"))
        keys = slope((look.hour, look.keys) for look in looks)
        return (
            f"memory: {first.total:.0f} to {last.total:.0f} MB,"
            f" {slope((look.hour, look.total) for look in looks):+.0f} MB an hour"
            f" (steepest: {steepest[1]} {steepest[0]:+.0f});"
            f" broker: {first.keys} to {last.keys} keys, {keys:+.0f} an hour"
        )

    def _processes(self, looks: list[Look]) -> Iterator[tuple[float, str]]:
        """The slope of each process that has lived through all of it."""
        for life in set(looks[0].megabytes).intersection(*(look.megabytes for look in looks)):
            yield slope((look.hour, look.megabytes[life]) for look in looks), life[0]


@contextmanager
def watched(machine: Machine) -> Iterator[Growth]:
    """Look again and again as long as the block lasts."""
    growth, over = Growth(machine), threading.Event()

    def watch() -> None:
        while not over.wait(LOOKS_EVERY_SECONDS):
            growth.look()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield growth
    finally:
        over.set()
        watching.join()


def slope(points: Iterable[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs (Theil 1950, Sen 1968): a process just killed is an outlier."""
    pairs = combinations(points, 2)
    return statistics.median((later - earlier) / (after - before) for (before, earlier), (after, later) in pairs)
