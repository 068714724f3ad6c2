"""A small application behind the gateway's door, whose pages stay under way until somebody hands something in."""

from collections.abc import Iterable
from threading import Event
from typing import TYPE_CHECKING

from web.door import TURNED_AWAY, Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

handed_in = Event()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Looking takes until something is handed in; what didn't get its turn does nothing."""
    if TURNED_AWAY in environ:
        start_response("503 Service Unavailable", [])
        return [b""]
    if environ["REQUEST_METHOD"] == "POST":
        handed_in.set()
    elif environ["PATH_INFO"] == "/page":
        handed_in.wait()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


door: "WSGIApplication" = Door(application)
