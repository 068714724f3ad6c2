"""Whether a system that goes on working grows: its memory, and what its broker keeps."""

import statistics
import threading
from collections.abc import Iterator
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


@dataclass
class Growth:
    """What was seen, and when."""

    machine: Machine
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Note the memory of all processes and the number of the broker's keys, unless one is just away."""
        state = read_state(self.machine.layout.state)
        with suppress(redis.RedisError):
            keys = int(self.machine.broker.dbsize())
            if state is not None and (megabytes := memory_mb(state.pid)):
                self.seconds.append(monotonic())
                self.megabytes.append(megabytes)
                self.keys.append(keys)

    def line(self) -> str:
        """The slopes once it had warmed up, which is after a third of the time."""
        later = len(self.seconds) // 3
        if len(self.seconds) - later < 2:
            return "memory: not looked at often enough"
        hours = [(moment - self.seconds[0]) / HOUR for moment in self.seconds[later:]]
        return (
            f"memory: {self.megabytes[later]:.0f} to {self.megabytes[-1]:.0f} MB,"
            f" {slope(hours, self.megabytes[later:]):+.0f} MB an hour;"
            f" broker: {self.keys[later]} to {self.keys[-1]} keys, {slope(hours, self.keys[later:]):+.0f} an hour"
        )


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


def slope(hours: list[float], values: list[float] | list[int]) -> float:
    """The median of the slopes between all pairs (Theil 1950, Sen 1968): a process just killed is an outlier."""
    points = combinations(zip(hours, values, strict=True), 2)
    return statistics.median((later - earlier) / (after - before) for (before, earlier), (after, later) in points)
