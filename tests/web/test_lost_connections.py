"""Connections to services are kept, and may be lost: what only reads is asked again, and nothing is done twice."""

import socket
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from flask import Flask

from web.clients.http import CONNECT_SECONDS, LARGE, VANISHED_SECONDS, ServiceAway, call, connection

SILENCE = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)


class Fickle(BaseHTTPRequestHandler):
    """Answers the first request of a connection; on the next it hangs up, or is silent if that is its order."""

    protocol_version = "HTTP/1.1"
    asked: list[str]
    silent: bool
    has_answered = False

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._serve()

    def _serve(self) -> None:
        self.asked.append(self.command)
        if not self.has_answered:
            self.has_answered = True
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
        elif self.silent:
            self.rfile.readline()  # until the other side gives up
        else:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Fickle]]:
    """A fickle service in the place of profile, to which the gateway keeps one connection on which it was answered."""
    handler = type("Handler", (Fickle,), {"asked": [], "silent": False})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, app.test_request_context():
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PROFILE_URL", f"http://127.0.0.1:{server.server_port}")
        call("profile", "GET", "/record")
        yield handler
        connection.cache_clear()
        server.shutdown()


def test_what_only_reads_is_asked_again_on_a_new_connection(service: type[Fickle]) -> None:
    assert call("profile", "GET", "/record").json() == {}
    assert service.asked == ["GET", "GET", "GET"]


def test_what_changes_something_is_not_sent_twice(service: type[Fickle]) -> None:
    with pytest.raises(ServiceAway):
        call("profile", "POST", "/record/withdrawal", json={})
    assert service.asked == ["GET", "POST"]

    call("profile", "POST", "/record/withdrawal", json={})  # the lost connection is not used again
    assert service.asked == ["GET", "POST", "POST"]


def test_a_late_answer_is_not_asked_for_again(service: type[Fickle]) -> None:
    service.silent = True
    with pytest.raises(ServiceAway):
        call("profile", "GET", "/record", seconds=0.1)
    assert service.asked == ["GET", "GET"]


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_a_host_that_vanishes_is_noticed_by_its_silence(service: type[Fickle], *, large: bool) -> None:
    """What it has taken in it has to acknowledge; only what is large may wait until a busy service takes it in."""
    connection.cache_clear()
    call("profile", "POST", "/files", body=bytes(LARGE + 1 if large else LARGE))

    with closing(connection("profile", large=large).pool.get_nowait()) as kept:
        options = [kept.sock.getsockopt(socket.IPPROTO_TCP, option) for option in SILENCE]
        assert kept.sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    idle, between, probes, unacknowledged = options
    assert idle + between * probes + CONNECT_SECONDS <= 4
    assert unacknowledged == (0 if large else VANISHED_SECONDS * 1000)
