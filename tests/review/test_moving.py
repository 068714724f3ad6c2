"""A person moves to another unit: what is open goes along, what is done stays, whatever order messages come in."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.review.db import db
from services.review.models import CaseStatus, ChainStage, Resume, Stage
from services.review.operations.chains import set_chain
from shared.auth import Actor, Role
from shared.messaging.contracts import CaseOpened, ReviewRequested
from shared.workflow import history_of
from tests.review.builders import (
    bearer,
    case_of,
    deliver,
    envelope,
    opened,
    person,
    person_changed,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
)
from tests.review.situations import (
    APPROVAL,
    already_decided,
    assigned,
    decide,
    settled_as_approved,
    still_queued,
    taken_back,
)

OPEN = [still_queued, assigned, already_decided]
DONE = [settled_as_approved, taken_back]


class Two:
    """A case in one unit, and another unit with a reviewer of its own."""

    def __init__(self) -> None:
        self.old, self.new = unit(name="旧单位"), unit(name="新单位")
        self.request = requested(self.old, person_version=1)
        self.theirs = reviewer(self.new)

    def move(self, version: int = 2, name: str = "艾力") -> list[str | None]:
        return deliver(person_changed(self.request.person_id, self.new, version=version, name=name))


def reads(client: FlaskClient, actor: Actor, request: ReviewRequested) -> bool:
    return client.get(f"/cases/{case_of(request).id}", headers=bearer(actor)).status_code == 200


def reasons(request: ReviewRequested) -> list[str | None]:
    with db.reading() as session:
        return [move.reason for move in history_of(session, "case", case_of(request).id)]


@pytest.mark.parametrize("situation", OPEN)
def test_an_open_case_moves_along_with_its_history(client: FlaskClient, situation: object) -> None:
    two = Two()
    former = situation(two.request)  # type: ignore[operator]
    before, history = case_of(two.request), reasons(two.request)

    assert two.move() == ["applied"]

    case = case_of(two.request)
    waiting = CaseStatus.QUEUED if before.status is CaseStatus.ASSIGNED else before.status
    assert (case.unit_id, case.person_name, case.status) == (two.new, "艾力", waiting)
    assert reasons(two.request) == [*history, "随人员由旧单位转至新单位"]
    assert not reads(client, former, two.request)
    assert reads(client, two.theirs, two.request)
    if waiting is CaseStatus.QUEUED:
        deliver(CaseOpened(version=case.version, case_id=case.id))
        assert case_of(two.request).reviewer_id == two.theirs.id
        assert decide(client, two.theirs, case.id, APPROVAL)[0] == 201
    else:
        deliver(settled(two.request, case.id, "approved"))
        assert (case_of(two.request).status, case_of(two.request).reviewer_id) == (CaseStatus.CLOSED, former.id)


@pytest.mark.parametrize("situation", DONE)
def test_what_is_done_stays_with_the_unit_that_did_it(client: FlaskClient, situation: object) -> None:
    two = Two()
    former = situation(two.request)  # type: ignore[operator]
    history = reasons(two.request)

    two.move()

    assert (case_of(two.request).unit_id, case_of(two.request).person_name) == (two.old, "艾力")
    assert reasons(two.request) == history
    assert reads(client, former, two.request)
    assert not reads(client, two.theirs, two.request)


def test_a_case_in_a_later_stage_keeps_its_stages_and_lies_above_the_new_unit(client: FlaskClient) -> None:
    cities = [unit(), unit()]
    hospitals = [unit(city) for city in cities]
    above = [staff((Role.SUPERIOR_ADMIN, city)) for city in cities]
    stages = [ChainStage(title="单位审核", levels_up=0, days=10), ChainStage(title="主管", levels_up=1, days=5)]
    with db.transaction() as session:
        set_chain(session, person((Role.SYSTEM_ADMIN, cities[0])), cities[0], stages, Resume.FIRST)
    first, request = reviewer(hospitals[0]), requested(hospitals[0], person_version=1)
    decide(client, first, opened(request).id, APPROVAL)
    deliver(CaseOpened(version=case_of(request).version, case_id=case_of(request).id))
    assert case_of(request).reviewer_id == above[0].id

    deliver(person_changed(request.person_id, hospitals[1]))

    case = case_of(request)
    deliver(CaseOpened(version=case.version, case_id=case.id))
    assert (case_of(request).stage, case_of(request).reviewer_id) == (2, above[1].id)
    with db.reading() as session:
        units = select(Stage.unit_id).where(Stage.case_id == case.id).order_by(Stage.position)
        assert list(session.scalars(units)) == [hospitals[0], cities[1]]
    shown = client.get(f"/cases/{case.id}", headers=bearer(above[1])).json
    assert [made["decided_by"] for made in shown["decisions"]] == [str(first.id)]


def test_a_move_that_is_told_twice_or_late_moves_once() -> None:
    two = Two()
    assigned(two.request)
    there = envelope(person_changed(two.request.person_id, two.new, version=3))
    late = envelope(person_changed(two.request.person_id, two.old, version=2, name="旧名"))

    assert deliver(there, there, late) == ["applied", "applied", "stale"]

    assert (case_of(two.request).unit_id, case_of(two.request).person_name) == (two.new, "买买提·艾力")
    assert reasons(two.request).count("随人员由旧单位转至新单位") == 1


@pytest.mark.parametrize("known", [True, False])
def test_what_was_handed_in_before_the_move_and_arrives_after_it_opens_in_the_new_unit(known: bool) -> None:
    two = Two()
    if known:
        deliver(person_changed(two.request.person_id, two.old, version=1))
    two.move()

    case = opened(two.request)

    assert (case.unit_id, case.person_name, case.reviewer_id) == (two.new, "艾力", two.theirs.id)


def test_what_was_handed_in_after_the_move_and_arrives_before_it_stays_where_it_is() -> None:
    two = Two()
    request = requested(two.new, person_id=two.request.person_id, person_version=2, person_name="艾力")
    opened(request)

    two.move()

    assert (case_of(request).status, case_of(request).unit_id) == (CaseStatus.ASSIGNED, two.new)
    assert len(sent("case.opened")) == 1


def test_a_case_waits_until_the_new_unit_is_known() -> None:
    two, later = Two(), UUID(int=77)
    assigned(two.request)
    move = envelope(person_changed(two.request.person_id, later))

    assert deliver(move) == [None]  # the sender sends it again
    assert case_of(two.request).unit_id == two.old

    unit(unit_id=later)
    assert deliver(move) == ["applied"]
    assert case_of(two.request).unit_id == later


def test_the_moves_own_case_stays_with_the_unit_that_decides_it() -> None:
    two = Two()
    subject = UUID(int=5)
    move = requested(
        two.new, kind="transfer", subject_id=subject, person_id=two.request.person_id, from_unit_id=two.old
    )
    staff((Role.UNIT_ADMIN, two.new))
    opened(move)

    two.move()

    case = case_of(move)
    assert (case.status, case.unit_id, case.from_unit_id) == (CaseStatus.ASSIGNED, two.new, two.old)


def test_whoever_is_corrected_only_stays_and_is_listed_under_the_right_name(client: FlaskClient) -> None:
    two = Two()
    holder = assigned(two.request)

    deliver(person_changed(two.request.person_id, two.old, name="章𬭎"))

    case = case_of(two.request)
    assert (case.status, case.reviewer_id, case.person_name) == (CaseStatus.ASSIGNED, holder.id, "章𬭎")
    found = client.get("/cases", query_string={"q": "章𬭎"}, headers=bearer(holder)).json["items"]
    assert [line["id"] for line in found] == [str(case.id)]


@pytest.mark.parametrize("_", range(3))
def test_a_case_that_is_opened_while_its_person_moves_is_not_left_behind(_: int) -> None:
    two = Two()
    deliver(person_changed(two.request.person_id, two.old, version=1))

    with ThreadPoolExecutor(2) as pool:
        moving, opening = pool.submit(two.move), pool.submit(deliver, two.request)

    assert (moving.result(), opening.result()) == (["applied"], ["applied"])
    assert case_of(two.request).unit_id == two.new
