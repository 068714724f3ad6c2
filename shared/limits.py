"""How often one person may ask for what could be collected: searches by the minute, exports by the hour.

Each process counts for itself, in memory: with two of them it may be twice as often, and nothing is written for it.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import wraps
from itertools import count
from threading import Lock
from typing import ParamSpec, TypeVar

from cachetools import TTLCache
from flask import request

from shared.auth import current_actor
from shared.errors import DomainError
from shared.settings import settings

MOST_ASKERS = 10_000
MINUTE, HOUR = 60, 3600

P = ParamSpec("P")
R = TypeVar("R")


class TooManySearches(DomainError):
    """More in a minute than anybody reads."""

    status, error, message = 429, "too_many_searches", "一分钟内的查询次数过多，请稍后再试。"


class TooManyExports(DomainError):
    """More in an hour than anybody needs."""

    status, error, message = 429, "too_many_exports", "一小时内的导出次数已达上限，请稍后再试。"


class Count:
    """How often each asker has come; a time after their first it begins anew."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self._of: TTLCache[Hashable, Iterator[int]] = TTLCache(MOST_ASKERS, ttl=seconds)
        self._lock = Lock()

    def another(self, asker: Hashable) -> int:
        """Count once more, and tell how many that makes."""
        with self._lock:
            return next(self._of.setdefault(asker, count(1)))


_searches, _exports = Count(MINUTE), Count(HOUR)


def searching(view: Callable[P, R]) -> Callable[P, R]:
    """Bound how often one person looks for something by `q`; the list as it stands is not counted."""

    @wraps(view)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> R:
        if request.args.get("q", "").strip() and _of_asker(_searches) > settings.searches_per_minute:
            raise TooManySearches(retry_after=_searches.seconds)
        return view(*args, **kwargs)

    bounded.limited = True  # type: ignore[attr-defined]
    return bounded


def exporting(view: Callable[P, R]) -> Callable[P, R]:
    """Bound how often one person takes a list along as a file."""

    @wraps(view)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> R:
        if _of_asker(_exports) > settings.exports_per_hour:
            raise TooManyExports(retry_after=_exports.seconds)
        return view(*args, **kwargs)

    bounded.limited = True  # type: ignore[attr-defined]
    return bounded


def _of_asker(counted: Count) -> int:
    return counted.another(current_actor().id)
