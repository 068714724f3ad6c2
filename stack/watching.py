"""Finding processes that live and do nothing: nobody dies of a stuck loop, so nothing would start it again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psutil
import redis

from shared.messaging.broker_keys import KEY_PREFIX
from stack.processes import Process

PATIENCE_SECONDS = 180.0  # longer than the longest that a worker may be at one message

Heard = Callable[[int], bool]


@dataclass
class Watch:
    """Whether one life of a process has gone on for too long without a sign."""

    heard: Heard  # by the process's number: a sign since the last look, or a reason why there can be none
    patience: float = PATIENCE_SECONDS
    since: float = field(default_factory=monotonic)

    def is_over(self, pid: int) -> bool:
        """Look; returns whether patience is at its end."""
        if self.heard(pid):
            self.since = monotonic()
            return False
        return monotonic() - self.since > self.patience


def watch(process: Process, progress: Path, broker: Callable[[], str]) -> Watch:
    """How a process of the product is watched from now on; `broker` says where that is, with the password of now."""
    if process.kind == "worker":
        return Watch(_either(_touches(progress / str(process.queue)), _nothing_to_take(broker, str(process.queue))))
    if process.kind == "relay":
        return Watch(_touches(progress / process.name))
    return Watch(_is_awake)  # of its threads gunicorn takes care itself


def _is_awake(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return True  # its end is noticed elsewhere


def _touches(file: Path) -> Heard:
    last = 0.0

    def heard(_: int) -> bool:
        nonlocal last
        before, last = last, file.stat().st_mtime if file.exists() else 0.0
        return last != before

    return heard


def _nothing_to_take(broker: Callable[[], str], queue: str) -> Heard:
    def heard(_: int) -> bool:
        try:
            with redis.Redis.from_url(broker(), socket_timeout=2, socket_connect_timeout=2) as client:
                return not client.llen(f"{KEY_PREFIX}{queue}")
        except redis.RedisError:
            return True

    return heard


def _either(first: Heard, second: Heard) -> Heard:
    return lambda pid: first(pid) | second(pid)  # both look each time: they remember what they saw
