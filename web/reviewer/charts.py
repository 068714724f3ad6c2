"""Figures as charts and tables: one list of rows from which the picture, the table under it and the sheet are made."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

LONGEST_LABEL = 8  # characters beside a bar; the table has the whole


@dataclass(frozen=True)
class Cell:
    """What stands in a table; with `href` a way to what is behind it."""

    value: Any
    href: str = ""

    @property
    def shown(self) -> str:
        """As people read it."""
        return "—" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Bar:
    """One bar, as long as its share of the longest."""

    label: str
    count: int
    tone: str = ""

    @property
    def short(self) -> str:
        """The label, cut to the room beside the bar."""
        return self.label if len(self.label) <= LONGEST_LABEL else f"{self.label[: LONGEST_LABEL - 1]}…"


@dataclass(frozen=True)
class Chart:
    """A title, a picture of bars or of days, and the table that says the same."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: list[list[Cell]]
    bars: list[Bar] = field(default_factory=list)
    days: "Days | None" = None
    note: str = ""

    @property
    def longest(self) -> int:
        """What the whole width stands for."""
        return max((bar.count for bar in self.bars), default=0)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.longest and not (self.days and self.days.most)

    @property
    def summary(self) -> str:
        """The picture in words."""
        if self.days:
            return self.days.summary
        return "；".join(f"{bar.label} {bar.count}" for bar in self.bars)


@dataclass(frozen=True)
class Days:
    """Counts by the day, and the day on which it ends, if it does within them."""

    first: date
    last: date
    counts: dict[date, int]
    deadline: date | None = None

    @property
    def most(self) -> int:
        """The highest point."""
        return max(self.counts.values(), default=0)

    @property
    def summary(self) -> str:
        """The line in words."""
        total = sum(self.counts.values())
        return f"{self.first} 至 {self.last} 共 {total} 人，单日最多 {self.most} 人"

    @property
    def points(self) -> str:
        """The line, in a square of 100 by 100 whose upper edge is the highest point."""
        top = self.most or 1
        return " ".join(
            f"{self.across(day):.2f},{100 - 100 * self.counts.get(day, 0) / top:.2f}" for day in self._all()
        )

    def across(self, day: date) -> float:
        """How far a day lies from the left, in hundredths."""
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)

    @property
    def deadline_at(self) -> float | None:
        """Where the deadline stands, if it lies within the days shown."""
        inside = self.deadline is not None and self.first <= self.deadline <= self.last
        return self.across(self.deadline) if inside and self.deadline else None

    def _all(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]
