"""The load: a process of its own that plays people with kept-alive connections, each of whom checks each answer.

It reads what to do from standard input, as `Orders`, and writes what it saw to standard output, as `Seen`.
"""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

import msgspec

PATIENCE_SECONDS = 30
REDIRECTS = frozenset({302, 303})
KEY, VERSION = "{key}", "{version}"
"""What is filled in anew in each form: something that was never sent before, and the version one has before one."""


@dataclass(frozen=True)
class Step:
    """One request, and by what its answer is known to be right."""

    path: str
    form: list[tuple[str, str]] | None = None
    body: bytes | None = None
    content_type: str = "application/x-www-form-urlencoded"
    status: int = 200
    marker: str = ""  # in the page, or in the address to which one is sent on
    size: int = 0  # of the page, if that is to be the same

    def sent(self, version: int) -> bytes | None:
        """What goes with it."""
        if self.form is None:
            return self.body
        given = {KEY: uuid4().hex, VERSION: str(version)}
        filled = [(name, _filled(value, given)) for name, value in self.form]
        return urlencode(filled).encode()


@dataclass(frozen=True)
class Turn:
    """What one person does again and again, from the version that they have before them."""

    steps: list[Step]
    version: int = 0
    anonymous: bool = False


@dataclass(frozen=True)
class Player:
    """Somebody with their cookies, and their turn."""

    cookie: str
    turn: Turn


@dataclass(frozen=True)
class Orders:
    """Whom to play against which address, and how many rounds of the steps each."""

    address: str
    players: list[Player]
    rounds: int


@dataclass
class Seen:
    """The time of each request in ms, and what was wrong with answers."""

    milliseconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0

    def play(self, address: str, player: Player, rounds: int) -> None:
        """Do a player's steps so often, each waiting for the one before."""
        http, version = HTTPConnection(address, timeout=PATIENCE_SECONDS), player.turn.version
        for step in player.turn.steps * rounds:
            sent = step.sent(version)
            headers = {"Cookie": player.cookie, "Sec-Fetch-Site": "same-origin"}
            if sent is not None:
                headers["Content-Type"] = step.content_type
            began = time.perf_counter()
            http.request("GET" if sent is None else "POST", step.path, body=sent, headers=headers)
            answer = http.getresponse()
            content = answer.read()
            self.milliseconds.append((time.perf_counter() - began) * 1000)
            told = (answer.headers["Location"] or "").encode() if answer.status in REDIRECTS else content
            self._check(step, answer.status, told, len(content))
            version += 1
        http.close()

    def _check(self, step: Step, status: int, told: bytes, length: int) -> None:
        if status != step.status or step.marker.encode() not in told or step.size not in {0, length}:
            self.faults.append(f"{step.path}: {status}, {length} bytes of {step.size}, {told[:200]!r}")


def load(orders: Orders) -> Seen:
    """Have it done by a process of its own."""
    given = msgspec.json.encode(orders)
    done = subprocess.run(
        [sys.executable, "-m", "tests.performance.load"], input=given, capture_output=True, check=True
    )
    return msgspec.json.decode(done.stdout, type=Seen)


def main() -> None:
    """Play everybody at once."""
    orders = msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)
    seen = [Seen() for _ in orders.players]
    crowd = [
        threading.Thread(target=own.play, args=(orders.address, player, orders.rounds))
        for own, player in zip(seen, orders.players, strict=True)
    ]
    began = time.perf_counter()
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    whole = Seen(seconds=time.perf_counter() - began)
    for own in seen:
        whole.milliseconds += own.milliseconds
        whole.faults += own.faults
    missing = orders.rounds * sum(len(player.turn.steps) for player in orders.players) - len(whole.milliseconds)
    whole.faults += ["no answer"] * missing
    sys.stdout.buffer.write(msgspec.json.encode(whole))


def _filled(value: str, given: dict[str, str]) -> str:
    for name, one in given.items():
        value = value.replace(name, one)
    return value


if __name__ == "__main__":
    main()
