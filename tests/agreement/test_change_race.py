"""撤销 against 审核通过, many times at once: each request ends in one way, and all that know of it agree."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notices.db import db as notices_db
from services.notices.models import PersonalMessage
from services.profile.db import db as profile_db
from services.profile.models import ChangeAction, ChangeRequest, ChangeStatus, Entry, RecordStatus
from services.review.consumers import consumers as review
from services.review.db import db as review_db
from services.review.models import Case, CaseStatus
from services.review.operations.decisions import record_decision
from shared.auth import Actor
from shared.errors import DomainError
from shared.messaging.tables import OutboxMessage
from shared.workflow import history_of
from tests.agreement.post import bring, carry, forget
from tests.profile.builders import UNIT, ask, bearer, make_record, submissions_of, take_back, work
from tests.review.builders import reviewer, unit

PEOPLE, AT_ONCE = 8, 8
LATER = (0, 1, 3, 8, 20)  # how many deeds after the approval the withdrawal begins
Json = dict[str, Any]


@pytest.fixture(params=[8, pytest.param(25, marks=pytest.mark.long)])
def requests(request: pytest.FixtureRequest, clean: None, keys: None) -> dict[UUID, UUID]:
    """So many additions of each person that wait for their reviewer, with whose they are."""
    unit(unit_id=UNIT)
    people = [make_record(RecordStatus.APPROVED) for _ in range(PEOPLE)]
    forget()
    return {
        ask(
            person, action=ChangeAction.ADD, entry_id=None, data=work(duty=f"第{number}任", end_month="2010-01")
        ): person
        for person in people
        for number in range(request.param)
    }


def approve(actor: Actor, subject: UUID) -> None:
    """The reviewer decides, and the decision goes at once to where it is settled."""
    with review_db.transaction() as session:
        case = session.scalars(select(Case).where(Case.subject_id == subject)).one()
        record_decision(session, actor, case.id, "approve", [])
    with review_db.reading() as session:
        told = select(OutboxMessage).where(
            OutboxMessage.name == "case.decided", OutboxMessage.aggregate_id == str(case.id)
        )
        row = session.scalars(told).one()
    bring(review, row)


def at_the_same_time(deeds: list[Callable[[], None]]) -> None:
    def attempt(deed: Callable[[], None]) -> None:
        with suppress(DomainError):  # the other was there before: that is what it is about
            deed()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(attempt, deeds))


def deeds_of(actor: Actor, requests: dict[UUID, UUID]) -> list[Callable[[], None]]:
    """An approval and a withdrawal of each, begun together or shortly one after the other."""
    timed: list[tuple[float, Callable[[], None]]] = []
    for place, ((request, person), later) in enumerate(zip(requests.items(), cycle(LATER), strict=False)):
        timed.append((2 * place, lambda request=request: approve(actor, request)))  # type: ignore[misc]
        timed.append((2 * place + later - 0.5, lambda r=request, p=person: take_back(p, r)))  # type: ignore[misc]
    return [deed for _, deed in sorted(timed, key=lambda each: each[0])]


def test_all_pairs_end_in_one_way_each_and_everybody_agrees(
    requests: dict[UUID, UUID], profile_client: FlaskClient
) -> None:
    actor = reviewer(UNIT)
    carry()

    at_the_same_time(deeds_of(actor, requests))
    carry()

    statuses = {request: final_status(request) for request in requests}
    assert set(statuses.values()) == {ChangeStatus.APPROVED, ChangeStatus.WITHDRAWN}
    for request, status in statuses.items():
        assert outcome_of_case(request) == status.value
    for person in set(requests.values()):
        own = {request: statuses[request] for request, owner in requests.items() if owner == person}
        approved = sum(status is ChangeStatus.APPROVED for status in own.values())
        assert jobs_of(person) == 1 + approved
        assert [each.number for each in submissions_of(person)] == list(range(1, approved + 2))
        assert listed(profile_client, person) == {str(request): status.value for request, status in own.items()}
        assert told(person) == {"review.settled": approved, "review.withdrawn": len(own) - approved}


def final_status(request: UUID) -> ChangeStatus:
    """How it stands, which its one line of history says as well."""
    with profile_db.reading() as session:
        status = session.get_one(ChangeRequest, request).status
        assert [move.new for move in history_of(session, ChangeRequest.KIND, request)] == [status]
    return status


def outcome_of_case(request: UUID) -> str | None:
    with review_db.reading() as session:
        case = session.scalars(select(Case).where(Case.subject_id == request)).one()
    assert case.status is CaseStatus.CLOSED
    return case.outcome


def jobs_of(person: UUID) -> int:
    """The jobs in the record, which are those of its newest snapshot."""
    with profile_db.reading() as session:
        found = select(Entry.id).where(Entry.record_id == person, Entry.section == "work_experience")
        jobs = {str(entry) for entry in session.scalars(found)}
    assert {entry["id"] for entry in submissions_of(person)[-1].content["sections"]["work_experience"]} == jobs
    return len(jobs)


def listed(client: FlaskClient, person: UUID) -> dict[str, str]:
    page: Json = client.get("/change-requests?limit=100", headers=bearer(person)).json
    return {item["id"]: item["status"] for item in page["items"]}


def told(person: UUID) -> dict[str, int]:
    """How many messages of each outcome the person got."""
    with notices_db.reading() as session:
        found = session.scalars(select(PersonalMessage.kind).where(PersonalMessage.recipient_id == person)).all()
    return {kind: found.count(kind) for kind in ("review.settled", "review.withdrawn")}
