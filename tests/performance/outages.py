"""How soon messages arrive when the broker is back, or when a worker was killed with one in its hands.

`python -m tests.performance.outages [SECONDS…]`: outages of 1, 30 and 300 s unless others are named. On servers of its
own at 127.0.0.1, bounded in count and time.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.contracts import CaseOpened
from stack.servers import Servers
from tests.messaging.worker import LOCK, WAITS_FOR_LOCK
from tests.messaging.worker import db as review
from tests.performance.messages import _celery, _prepare, _relay, _wait, process
from tests.servers import running_servers

MESSAGES = 20
ROUNDS = {1.0: 5, 30.0: 2, 300.0: 1}
WORKER = _celery("tests.messaging.worker", "review")
ARRIVED = text("SELECT max(processed_at) FROM inbox_message WHERE outcome = 'applied'")
EFFECTS = text("SELECT count(*) FROM effect")


def main() -> None:
    """Start servers and a relay; break, mend, measure; print."""
    outages = [float(seconds) for seconds in sys.argv[1:]] or list(ROUNDS)
    with running_servers() as servers, ExitStack() as stack:
        os.environ.update(servers.env)
        _prepare()
        stack.enter_context(process(_relay()))
        print(f"killed worker's message acts again after {_killed_worker():.1f} s")
        stack.enter_context(process(WORKER))
        _publish()
        _wait(lambda: _effects() == 2)  # the new worker has come up
        for seconds in outages:
            taken = sorted(_outage(servers, seconds) for _ in range(ROUNDS.get(seconds, 1)))
            print(f"broker away for {seconds:g} s: all {MESSAGES} messages there {taken[-1]:.1f} s after it came back")


def _outage(servers: Servers, seconds: float) -> float:
    """Messages sent into an outage; how long after its end the last of them had acted."""
    before = _effects()
    servers.kill("valkey")
    for _ in range(MESSAGES):
        _publish()
    time.sleep(seconds)
    servers.start("valkey")
    back = datetime.now(UTC)
    _wait(lambda: _effects() >= before + MESSAGES)
    with review.at_once() as connection:
        last: datetime = connection.execute(ARRIVED).scalar_one()
    return (last - back).total_seconds()


def _killed_worker() -> float:
    """A worker that dies in the middle of a message, and another that is there at once."""
    with review.transaction() as holding:
        holding.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        quiet = subprocess.DEVNULL
        with subprocess.Popen(WORKER, stdout=quiet, stderr=quiet, start_new_session=True) as doomed:
            _publish(WAITS_FOR_LOCK)
            _wait(_in_work)
            os.killpg(doomed.pid, signal.SIGKILL)
    died = time.monotonic()
    with process(WORKER):
        _wait(lambda: _effects() == 1)
    return time.monotonic() - died


def _publish(case: UUID | None = None) -> None:
    with review.transaction() as session:
        outbox.publish(session, CaseOpened(version=1, case_id=case or uuid4()))


def _effects() -> int:
    with review.at_once() as connection:
        return int(connection.execute(EFFECTS).scalar_one())


def _in_work() -> bool:
    with review.at_once() as connection:
        return bool(connection.execute(text("SELECT count(*) FROM inbox_message WHERE outcome IS NULL")).scalar_one())


if __name__ == "__main__":
    main()
