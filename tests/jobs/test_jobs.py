"""Long work: begun once, worked in chunks that each act once, one line's failure its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.review.db import db
from services.review.models import Subject
from shared.errors import DomainError, NotFound
from shared.idempotency import KeyReused
from shared.jobs import Job, JobKind, JobLine, JobStatus, LineOutcome, NewLine, go_on, lines_of, own_job, start, working
from shared.messaging.long_work import BatchContinued
from shared.messaging.tables import OutboxMessage
from shared.workflow import history_of

pytestmark = pytest.mark.usefixtures("clean")

ASKER = uuid4()


class Unfit(DomainError):
    """A line that can't be done."""

    message = "这一行不符合要求。"


def leave_a_trace(session: Session, _: Job, line: JobLine) -> str:
    """The work of these tests: a row for each line, so that working one twice would fail."""
    session.add(Subject(id=line.subject_id))
    session.flush()
    if line.facts.get("fails"):
        raise Unfit
    if line.facts.get("bug"):
        raise ZeroDivisionError
    return "好"


def kind(work: Callable[[Session, Job, JobLine], str] = leave_a_trace, name: str = "test") -> JobKind:
    return JobKind(name, continued=lambda job: BatchContinued(version=job.version, job_id=job.id), work=work)


def begun(lines: Sequence[NewLine], job_id: UUID | None = None, **parameters: str) -> Job:
    with db.transaction() as session:
        return start(session, kind(), job_id or uuid4(), ASKER, parameters, lines)


def subjects(number: int, **facts: bool) -> list[NewLine]:
    return [NewLine(uuid4(), dict(facts)) for _ in range(number)]


def messages() -> list[BatchContinued]:
    """The chunks that are to be worked, as published."""
    with db.reading() as session:
        payloads = session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.seq)).all()
    return [BatchContinued(version=payload["version"], job_id=UUID(payload["job_id"])) for payload in payloads]


def work_on(message: BatchContinued, by: JobKind | None = None) -> None:
    with db.transaction() as session:
        go_on(session, by or kind(), message)


def work_off() -> int:
    """Work chunk after chunk until none is left; returns how many there were."""
    done = 0
    while len(following := messages()) > done:
        work_on(following[done])
        done += 1
    return done


def stored(job: Job) -> tuple[JobStatus, int, int, int]:
    with db.reading() as session:
        now = session.get_one(Job, job.id)
    return now.status, now.total, now.done, now.failed


def traces() -> set[UUID]:
    with db.reading() as session:
        return set(session.scalars(select(Subject.id)))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lines at a time."""
    monkeypatch.setattr(working, "CHUNK_LINES", 3)


@pytest.mark.usefixtures("small_chunks")
def test_a_job_is_worked_chunk_by_chunk_and_its_row_says_how_far_it_is() -> None:
    lines = subjects(7)
    job = begun(lines)
    assert stored(job) == (JobStatus.QUEUED, 7, 0, 0)

    work_on(messages()[0])
    assert stored(job) == (JobStatus.RUNNING, 7, 3, 0)
    assert work_off() >= 3

    assert stored(job) == (JobStatus.DONE, 7, 7, 0)
    assert traces() == {line.subject_id for line in lines}
    with db.reading() as session:
        assert [move.new for move in history_of(session, "job", job.id)] == ["running", "done"]
        assert session.get_one(Job, job.id).finished_at is not None


def test_a_chunk_ends_when_its_time_is_over_though_not_before_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "CHUNK_SECONDS", -1)
    job = begun(subjects(3))

    assert work_off() == 3
    assert stored(job) == (JobStatus.DONE, 3, 3, 0)


@pytest.mark.usefixtures("small_chunks")
def test_a_line_that_fails_is_undone_and_noted_and_the_others_are_done() -> None:
    fine, unfit, bug = subjects(2), subjects(1, fails=True), subjects(1, bug=True)
    job = begun([fine[0], *unfit, *bug, fine[1]])

    work_off()

    assert stored(job) == (JobStatus.DONE, 4, 2, 2)
    assert traces() == {line.subject_id for line in fine}
    with db.reading() as session:
        ends = [(line.outcome, line.text) for line in lines_of(session, job)]
    assert ends == [
        (LineOutcome.DONE, "好"),
        (LineOutcome.FAILED, "这一行不符合要求。"),
        (LineOutcome.FAILED, working.UNEXPECTED),
        (LineOutcome.DONE, "好"),
    ]


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("repeated", [0, 1, 2])
def test_a_chunk_that_comes_again_or_late_or_after_the_end_does_nothing(repeated: int) -> None:
    job = begun(subjects(7))
    work_on(messages()[0])
    work_on(messages()[0])
    assert stored(job) == (JobStatus.RUNNING, 7, 3, 0)
    assert len(messages()) == 2

    work_off()
    chunks = messages()
    work_on(chunks[repeated])

    assert stored(job) == (JobStatus.DONE, 7, 7, 0)
    assert messages() == chunks


@pytest.mark.usefixtures("small_chunks")
def test_the_same_chunk_worked_by_several_at_once_acts_once() -> None:
    job = begun(subjects(7))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work_on, messages() * 4))

    assert stored(job) == (JobStatus.RUNNING, 7, 3, 0)
    assert len(messages()) == 2


@pytest.mark.usefixtures("small_chunks")
def test_work_that_was_killed_in_the_middle_goes_on_where_it_was() -> None:
    class Killed(BaseException):
        """What no handler catches."""

    lines = subjects(7)
    job = begun(lines)
    work_on(messages()[0])

    def killed(session: Session, job: Job, line: JobLine) -> str:
        leave_a_trace(session, job, line)
        raise Killed

    with pytest.raises(Killed):
        work_on(messages()[1], kind(killed))
    assert stored(job) == (JobStatus.RUNNING, 7, 3, 0)
    work_on(messages()[1])
    work_on(messages()[2])

    assert stored(job) == (JobStatus.DONE, 7, 7, 0)
    assert traces() == {line.subject_id for line in lines}


def test_a_database_in_difficulty_fails_no_line_but_lets_the_chunk_come_again() -> None:
    job = begun(subjects(2))

    def too_slow(session: Session, *_: object) -> str:
        session.execute(text("SET LOCAL statement_timeout = 1"))
        session.execute(text("SELECT pg_sleep(1)"))
        return ""

    with pytest.raises(OperationalError):
        work_on(messages()[0], kind(too_slow))
    assert stored(job) == (JobStatus.QUEUED, 2, 0, 0)


def test_a_job_that_is_begun_twice_is_one() -> None:
    lines, job_id = subjects(3), uuid4()
    with ThreadPoolExecutor(4) as pool:
        jobs = list(pool.map(lambda _: begun(lines, job_id, deed="x"), range(4)))

    assert {job.id for job in jobs} == {job_id}
    assert len(messages()) == 1


def test_the_number_of_a_job_stands_for_no_other_work() -> None:
    lines, job_id = subjects(3), uuid4()
    begun(lines, job_id, deed="x")

    for others, parameters in ((lines, {"deed": "y"}), (subjects(3), {"deed": "x"}), (lines[:2], {"deed": "x"})):
        with pytest.raises(KeyReused):
            begun(others, job_id, **parameters)


def test_a_job_without_lines_is_done_at_once() -> None:
    job = begun([])

    work_off()

    assert stored(job) == (JobStatus.DONE, 0, 0, 0)


def test_a_job_is_found_by_whoever_asked_for_it_and_as_its_kind_only() -> None:
    job = begun(subjects(1))

    with db.reading() as session:
        assert own_job(session, "test", ASKER, job.id).id == job.id
        for name, asker, job_id in (("other", ASKER, job.id), ("test", uuid4(), job.id), ("test", ASKER, uuid4())):
            with pytest.raises(NotFound):
                own_job(session, name, asker, job_id)
