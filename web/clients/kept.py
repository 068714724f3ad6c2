"""Answers that are the same for many people, kept here under their ETags.

The service is asked each time which of them holds for this person now: what was published is on the next page, and what
was withdrawn on none. See docs/decisions/0038-reading-notices.md.
"""

from threading import Lock
from typing import Any

from cachetools import LRUCache

from web.clients.http import NOT_MODIFIED, call

ADDRESSES = 200
AUDIENCES = 8
"""So many answers of one address are kept: each audience has its own."""

_kept: LRUCache[str, LRUCache[str, Any]] = LRUCache(ADDRESSES)
_lock = Lock()


def tagged(service: str, path: str, params: dict[str, str]) -> tuple[str, Any]:
    """What the service answers to this now, with its ETag; sent again only if it is not kept here. Raises ApiError."""
    address = repr((service, path, sorted(params.items())))
    with _lock:
        known = dict(_kept.setdefault(address, LRUCache(AUDIENCES)))
    answer = call(service, "GET", path, params=params, headers={"If-None-Match": ", ".join(known)} if known else {})
    tag = answer.headers["ETag"]
    if answer.status == NOT_MODIFIED:
        return tag, known[tag]
    with _lock:
        found = _kept.setdefault(address, LRUCache(AUDIENCES))[tag] = answer.json()
    return tag, found


def kept(service: str, path: str, params: dict[str, str] | None = None) -> Any:
    """The same without the ETag."""
    return tagged(service, path, params or {})[1]
