"""What is wanted of each figure, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """At most so much, or at least."""

    bound: float
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether a figure keeps to it."""
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.bound:g}"


RATIO = Goal(1.5)
"""CPU per request, ours to the floor's."""

LATENCY_RATIO = Goal(3)
LATENCY_P50_MS = Goal(20)
LATENCY_P99_MS = Goal(100)
DRAIN_RATIO = Goal(0.4, least=True)
MEMORY_MB = Goal(1200)
START_SECONDS = Goal(10)
GROWTH = Goal(1.2)
"""CPU per request with two million people, to that with ten thousand."""
