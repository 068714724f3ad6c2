"""The messages that time brings about: the strokes of the clocks, and what they set going."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.messaging.message import Message


class DailyClock(Message, frozen=True, kw_only=True):
    """It has become `hour` o'clock in Beijing.

    Rung by the service's own relay, for queues of its own; `version` is the number of the day.
    """

    aggregate, key = "clock", "day"
    hour: ClassVar[int]

    day: date


class ProfileNightBegan(DailyClock, frozen=True, kw_only=True):
    """Time to clear up at profile while few people are there."""

    name = "profile.night_began"
    hour = 2
    receivers = ("export.clear_up",)


class FileCollectionDue(Message, frozen=True, kw_only=True):
    """Some files may be named by nothing any more: those of the owners that come `after` this one."""

    name = "file_collection.due"
    aggregate, key = "file_collection", "day"
    receivers = ("export.collect_files",)

    day: date
    after: UUID | None


CLOCKS: dict[str, tuple[type[DailyClock], ...]] = {"profile": (ProfileNightBegan,)}
"""What each service's relay rings."""

TIMED: tuple[type[Message], ...] = (*(clock for clocks in CLOCKS.values() for clock in clocks), FileCollectionDue)
