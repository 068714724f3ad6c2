"""What is measured is what was answered rightly."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from tests.performance.goals import Goal
from tests.performance.load import KEY, VERSION, Player, Seen, Step, Turn


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    heard: list[dict[str, list[str]]]

    def do_GET(self) -> None:
        self._answer(200, b"a page of 20 bytes..")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append(parse_qs(sent))
        self._answer(302, b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Location", "/refused")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    _Answers.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def _seen(server: ThreadingHTTPServer, step: Step, rounds: int = 1) -> Seen:
    seen = Seen()
    seen.play(f"127.0.0.1:{server.server_port}", Player("sid=1", Turn([step], version=4)), rounds)
    return seen


@pytest.mark.parametrize(
    ("step", "right"),
    [
        (Step("/", marker="page", size=20), True),
        (Step("/", marker="another"), False),
        (Step("/", size=21), False),
        (Step("/", status=201), False),
        (Step("/", form=[("a", "b")], status=302, marker="/saved"), False),
        (Step("/", form=[("a", "b")], status=302, marker="/refused"), True),
    ],
    ids=["right", "other-page", "other-size", "other-status", "led-elsewhere", "led-there"],
)
def test_only_the_expected_answer_counts(server: ThreadingHTTPServer, step: Step, right: bool) -> None:
    assert (_seen(server, step).faults == []) is right


def test_each_form_has_a_key_of_its_own_and_the_version_that_the_one_before_made(server: ThreadingHTTPServer) -> None:
    seen = _seen(server, Step("/", form=[("key", KEY), ("version", VERSION)], status=302), rounds=3)
    assert len(seen.milliseconds) == 3
    assert [one["version"] for one in _Answers.heard] == [["4"], ["5"], ["6"]]
    assert len({one["key"][0] for one in _Answers.heard}) == 3


def test_a_goal_is_met_at_its_bound() -> None:
    assert [Goal(1.5).met(value) for value in (1.5, 1.6)] == [True, False]
    assert [Goal(0.4, least=True).met(value) for value in (0.4, 0.3)] == [True, False]


@pytest.mark.long
def test_reduced_bench_finds_no_wrong_answer() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.performance.bench", "--quick"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
