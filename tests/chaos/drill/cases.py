"""How each alert is brought about, in an order in which none stands in another's way.

What a block does at its end is what the page tells to do; `cures` are the commands of the page that belong to it, and
`within` says that they cure while what is wrong is still there.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

import httpx
from psycopg.errors import AdminShutdown

from stack.state import read_state
from tests.chaos.drill.ground import PAUSE_SECONDS, Ground

GUESSES = 600
GUESSERS = 8
KILLS = 4
SLOW_SECONDS, QUICK_SECONDS = 2.0, 0.3
NEWER = 99  # a version of a message that no release knows yet
MANY = 1_000_000


@dataclass(frozen=True)
class Case:
    """An alert, what brings it about, and what cures it."""

    alert: str
    spoil: Callable[[Ground], AbstractContextManager[None]]
    cures: tuple[str, ...] = ()
    within: bool = False


@contextmanager
def service_hangs(ground: Ground) -> Iterator[None]:
    """It lives, and answers nothing."""
    with ground.machine.frozen("notices"):
        yield


@contextmanager
def database_away(ground: Ground) -> Iterator[None]:
    """Its disk is full, where there is one of its own; otherwise it stands still."""
    away = ground.machine.full_disk() if ground.machine.isolated else ground.machine.frozen("postgres")
    with away:
        yield


@contextmanager
def table_locked(ground: Ground) -> Iterator[None]:
    """Somebody keeps a table; in the end their session is terminated, by number, as the page says."""
    with suppress(AdminShutdown), ground.databases.superuser("profile") as keeper:
        keeper.execute("BEGIN")
        keeper.execute("LOCK TABLE record")
        yield
        with ground.databases.superuser("profile") as other:
            blocking = "SELECT DISTINCT pg_terminate_backend(unnest(pg_blocking_pids(pid))) FROM pg_stat_activity"
            assert other.execute(blocking).fetchall()


@contextmanager
def slow(ground: Ground) -> Iterator[None]:
    """A service that stands still again and again for a moment."""
    over = threading.Event()

    def hinder() -> None:
        while not over.wait(QUICK_SECONDS):
            with ground.machine.frozen("profile"):
                over.wait(SLOW_SECONDS)

    hindering = threading.Thread(target=hinder)
    hindering.start()
    try:
        yield
    finally:
        over.set()
        hindering.join()


@contextmanager
def broker_full(ground: Ground) -> Iterator[None]:
    """It takes nothing more; in the end it gets more memory."""
    with ground.machine.full_broker():
        yield


@contextmanager
def refused(ground: Ground) -> Iterator[None]:
    """A message that is none."""
    ground.message = ground.send(1, {"version": 1})
    yield


@contextmanager
def failing(ground: Ground) -> Iterator[None]:
    """A message of a release that is newer than its receiver."""
    ground.message = ground.send(NEWER, {"version": 1})
    yield


@contextmanager
def partner_away(ground: Ground) -> Iterator[None]:
    """The partner answers each delivery with an error."""
    ground.machine.partner(fail={"times": MANY, "status": 503})
    yield
    ground.machine.partner(fail={"times": 0, "status": 503})


@contextmanager
def guesses(ground: Ground) -> Iterator[None]:
    """Many sign-ins with wrong passwords; in the end the guessing stops."""
    url = f"http://{ground.machine.layout.address_of('auth')}/sessions"

    def guess(number: int) -> None:
        known = {"login": f"1101011990{number:08d}", "password": "Wrong-Harbor-3921"}
        httpx.post(url, json=known, timeout=30, trust_env=False)

    with ThreadPoolExecutor(GUESSERS) as crowd:
        list(crowd.map(guess, range(GUESSES)))
    yield


@contextmanager
def ends_again(ground: Ground) -> Iterator[None]:
    """A process that dies as soon as it is there, before it is ready."""
    killed: set[int] = set()
    while len(killed) < KILLS:
        state = read_state(ground.machine.layout.state)
        pid = state.processes["review-relay"].pid if state else None
        if pid and pid not in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        time.sleep(PAUSE_SECONDS)
    yield


AGREE = ("zhicheng messages status", "zhicheng reconcile")
SENT_AT_ONCE = "zhicheng messages replay --older 5 --reason 故障已排除"
DISCARDED = "zhicheng messages discard NUMBER --reason 已另行处理"

CASES = (
    Case("ServiceDown", service_hangs, ("zhicheng restart",), within=True),
    Case("DatabaseAway", database_away, AGREE),
    Case("DatabasePoolFull", table_locked),
    Case("RequestsFail", database_away),
    Case("RequestsSlow", slow),
    Case("MessagesLate", broker_full),
    Case("MessagesStuck", broker_full, (SENT_AT_ONCE,)),
    Case("MessagesDead", refused, (DISCARDED,)),
    Case("MessagesFail", failing, (DISCARDED,)),
    Case("PartnerLeftAlone", partner_away),
    Case("SharesLate", partner_away),
    Case("ProcessesRestart", ends_again),
    Case("SignInsFail", guesses),
)
