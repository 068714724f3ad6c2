"""`zhicheng partner check` passes receivers that keep to the terms, and says where one does not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click import Group
from click.testing import CliRunner

from stack.cli import main
from stack.conformance import TRIALS, check_receiver, in_words, passed
from tests.sandbox.conftest import Sender

SECRET = "whsec_" + "c2VjcmV0IG9mIGEgcmVjZWl2ZXIgdW5kZXIgdHJpYWw="
EXAMPLE = Path("docs/partner/receiver.py")


@pytest.fixture
def example() -> Iterator[str]:
    """The example receiver of the partner's kit, as a partner would start it."""
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLE), "0"],
        env={**os.environ, "EXPERT_SECRET": SECRET},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/webhooks"
        process.terminate()


class Careless(BaseHTTPRequestHandler):
    """A receiver that believes everybody."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "accepted", "url": "https://a.example/1"}')

    def log_message(self, *_: object) -> None:
        pass


def test_the_example_receiver_keeps_to_the_terms(example: str, tmp_path: Path) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_text(SECRET)
    result = CliRunner().invoke(main, ["partner", "check", example, "--secret-file", str(secret_file)])

    assert result.exit_code == 0, result.output
    assert f"共 {len(TRIALS)} 项，通过 {len(TRIALS)} 项" in result.output


def test_the_sandbox_keeps_to_the_terms(sender: Sender) -> None:
    results = check_receiver(f"{sender.http.base_url}/webhooks", sender.secret)

    assert passed(results), in_words(results)


class Counting(Careless):
    """One that would answer any number of deliveries on one connection, and counts both."""

    protocol_version = "HTTP/1.1"
    connections = deliveries = 0

    def setup(self) -> None:
        Counting.connections += 1
        super().setup()

    def do_POST(self) -> None:
        Counting.deliveries += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()


@contextmanager
def receiving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A receiver that treats deliveries like this."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_trial_has_a_connection_of_its_own() -> None:
    with receiving(Counting) as url:
        check_receiver(url, SECRET)

    assert Counting.connections == Counting.deliveries >= len(TRIALS)


def test_a_careless_receiver_is_told_what_it_lets_in() -> None:
    with receiving(Careless) as url:
        results = {result.what: result.kept for result in check_receiver(url, SECRET)}

    assert [what for what, kept in results.items() if kept] == [TRIALS[0][0], TRIALS[1][0]]


def test_a_receiver_that_is_not_there_keeps_nothing() -> None:
    results = check_receiver("http://127.0.0.1:9/webhooks", SECRET)

    assert not any(result.kept for result in results)
    assert "没有答复" in in_words(results)


def test_the_commands_are_called_as_the_documents_say() -> None:
    names = {"check", "deliveries", "pause", "progress", "replay", "resend-all", "resume"}
    partner = main.commands["partner"]
    assert isinstance(partner, Group)
    assert set(partner.commands) == names
    assert {"reconcile", "messages", "partner"} <= set(main.commands)
