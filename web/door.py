"""The door: how many requests are answered at once, and who is asked to come again while it is crowded.

Whatever is begun beyond what a process can do makes all of it slower, until nobody gets anything in time. So only so
many are under way; some more wait in line for a moment; and who finds the line full is told at once, which costs next
to nothing. Whoever saves, hands in or signs in has places that nobody who only looks can take. The moment at which
somebody came is noted before the line: deadlines go by it, not by what waiting took.
"""

import random
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from shared.arrival import CAME
from web.audience import asked_by_script

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACES, FOR_LOOKING = 8, 6
LOOKING_LINE, DOING_LINE = 12, 10
SECONDS_IN_LINE = 8.0  # less than a service is given to answer

TURNED_AWAY = "zhicheng.turned_away"  # a form whose turn did not come: its page gives back what was typed
SOONEST, LATEST = 5, 15  # seconds, at random: who was sent away together does not come back together
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
FREE = ("/static/", "/bootstrap/", "/healthz", "/readyz", "/metrics")
BY_ITSELF = ("/draft", "/drafts")  # what an open page keeps of its own accord, and tries again
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


class Line:
    """Those who wait for a place in each of `rooms`: no more of them than there is room for, and for no longer."""

    def __init__(self, rooms: tuple[BoundedSemaphore, ...], length: int) -> None:
        self.rooms = rooms
        self.waiting = BoundedSemaphore(length)

    def enter(self) -> bool:
        """Take a place, maybe after waiting; False if there is none."""
        if self._take(0):
            return True
        if not self.waiting.acquire(blocking=False):
            return False
        with_place = self._take(SECONDS_IN_LINE)
        self.waiting.release()
        return with_place

    def leave(self) -> None:
        """Give the place back."""
        for room in self.rooms:
            room.release()

    def _take(self, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        taken: list[BoundedSemaphore] = []
        for room in self.rooms:
            if not room.acquire(timeout=max(0.0, ends - time.monotonic())):
                for one in taken:
                    one.release()
                return False
            taken.append(room)
        return True


class Door:
    """Stands before an application; one for each process."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        all_places = BoundedSemaphore(PLACES)
        self.looking = Line((BoundedSemaphore(FOR_LOOKING), all_places), LOOKING_LINE)
        self.doing = Line((all_places,), DOING_LINE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or send away."""
        environ[CAME] = time.time()
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(FREE):
            return self.application(environ, start_response)
        looks = environ["REQUEST_METHOD"] in LOOKING
        line = self.looking if looks or path.endswith(BY_ITSELF) else self.doing
        if not line.enter():
            if looks:
                return _busy(environ)(environ, start_response)
            return self.application(environ | {TURNED_AWAY: True}, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            line.leave()  # what is left is to hand over what was made, which holds up nobody


def soon() -> str:
    """In how many seconds to come again."""
    return str(random.randint(SOONEST, LATEST))  # noqa: S311 - nobody gains by guessing it


def _busy(environ: dict[str, Any]) -> Response:
    """A page that costs nothing, without asking who asks."""
    headers = {"Retry-After": soon(), "Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    if asked_by_script(Request(environ)):
        return Response('{"detail": "系统暂时繁忙，请稍后再试。"}', 503, headers, mimetype="application/json")
    return Response(_page(), 503, headers, mimetype="text/html")


@cache
def _page() -> bytes:
    return Path(__file__).with_name("busy.html").read_bytes()
