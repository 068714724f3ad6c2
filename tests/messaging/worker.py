"""A worker for the tests: the real ground, with handlers that leave a trace, fail, or kill their process on demand."""

import os
import signal
import time
from contextlib import suppress
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.db import Database
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app
from shared.messaging.clocks import ReviewMorningBegan
from shared.messaging.contracts import CaseOpened
from shared.messaging.inbox import Consumers

KILLS_ITS_WORKER = UUID(int=666)
FAILS_ALWAYS = UUID(int=13)
RUNS_OUT_OF_TIME = UUID(int=60)
HANGS = UUID(int=120)
WAITS_FOR_LOCK = UUID(int=77)
LOCK = 77

configure_logging("test-worker")
db = Database("review")
consumers = Consumers("review", db)


@consumers.consumes(CaseOpened)
def assign_case(session: Session, message: CaseOpened) -> None:
    """Leave one row for each time the message acts; there is no unique key that would hide a second one."""
    session.execute(
        text("INSERT INTO effect (case_id, version) VALUES (:id, :version)"),
        {"id": message.case_id, "version": message.version},
    )
    if message.case_id == KILLS_ITS_WORKER:
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    if message.case_id == WAITS_FOR_LOCK:
        session.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": LOCK})
    if message.case_id == RUNS_OUT_OF_TIME:
        raise SoftTimeLimitExceeded
    while message.case_id == HANGS:
        with suppress(SoftTimeLimitExceeded):
            time.sleep(60)
    if message.case_id == FAILS_ALWAYS:
        raise RuntimeError("a handler with a bug")


@consumers.consumes(ReviewMorningBegan)
def look_at_due(session: Session, message: ReviewMorningBegan) -> None:
    """Hear the clock, which the relay rings whatever the test is about."""


app = celery_app("review")
if "HARD_LIMIT" in os.environ:
    app.conf.task_time_limit = float(os.environ["HARD_LIMIT"])
    app.conf.task_soft_time_limit = app.conf.task_time_limit / 2  # the hard one is counted from the soft one on
consumers.register(app)
