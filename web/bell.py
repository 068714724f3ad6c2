"""The number at the bell: how many messages are unread, asked for once in a while and not for every page.

An open page asks for itself every minute (static/live.js), so a number of some seconds ago is as true as people are
used to. Who reads a message sees the new number at once.
"""

import time
from threading import Lock

from cachetools import TTLCache

from web.clients import notices
from web.clients.http import ApiError

KEPT_SECONDS = 15
PEOPLE = 10_000

_known: TTLCache[str, int] = TTLCache(PEOPLE, KEPT_SECONDS, timer=time.monotonic)
_lock = Lock()


def unread(person_id: str) -> int:
    """How many messages this person, who asks, has not read; a page is worth showing without it."""
    with _lock:
        number = _known.get(person_id)
    if number is None:
        try:
            number = int(notices.unread().json()["unread"])
        except ApiError:
            return 0
        with _lock:
            _known[person_id] = number
    return number


def forget(person_id: str) -> None:
    """Have the next page ask again: this person reads messages."""
    with _lock:
        _known.pop(person_id, None)
