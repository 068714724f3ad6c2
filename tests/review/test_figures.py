"""统计 of cases: the figures are what counting every case would give, whatever happened and however it was heard of."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select, update

from services.review.cli import FIGURES
from services.review.db import db
from services.review.models import WAITING, Case, CaseStatus, Decision, Figure, Stage
from shared.auth import Actor, Role
from shared.beijing import today
from shared.messaging.contracts import Reason
from shared.messaging.figures import CaseWritten
from tests.review.builders import bearer, decided, deliver, envelope, opened, person, requested, sent, settled, unit
from tests.review.builders import reviewer as reviewer_of
from tests.review.machine.machine import ReviewMachine
from tests.review.machine.model import ABOVE

EXAMPLES, STEPS = 2, 40


def hear(order: int = 0) -> None:
    """What the service has told itself of cases arrives, twice and in any order."""
    told = [envelope(CaseWritten(version=1, case_id=UUID(payload["case_id"]))) for payload in sent("case.written")] * 2
    Random(order).shuffle(told)
    assert set(deliver(*told)) <= {"applied"}


def differences() -> list[dict[str, Any]]:
    with db.reading() as session:
        return FIGURES.differences(session)


def asked(client: FlaskClient, actor: Actor, **query: Any) -> dict[str, Any]:
    answer = client.get("/figures", query_string=query, headers=bearer(actor))
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def told(figures: dict[str, Any]) -> dict[str, Any]:
    """What the figures say, without zeros."""
    return {
        "open": figures["open"]["count"],
        "overdue": figures["open"]["overdue"],
        "decided": figures["decided"]["count"],
        "returned": {line["section"]: line["count"] for line in figures["returned"]},
        "reviewers": {
            line["person_id"]: (line["open"], line["decided_week"])
            for line in figures["reviewers"]
            if line["open"] or line["decided_week"]
        },
    }


def counted(units: set[UUID], unit_id: UUID) -> dict[str, Any]:
    """The same, counted case by case."""
    with db.reading() as session:
        cases = list(session.scalars(select(Case).where(Case.unit_id.in_(units))))
        decisions = list(session.scalars(select(Decision)))
        stages = {stage.id: stage for stage in session.scalars(select(Stage).where(Stage.unit_id == unit_id))}
    waiting = [case for case in cases if case.status in WAITING]
    concluded = {case.id for case in cases if case.status not in WAITING and case.outcome != "withdrawn"}
    faults = {
        (one.id, reason["section"] or "") for one in decisions if one.case_id in concluded for reason in one.reasons
    }
    present = {(stage.case_id, stage.position) for stage in stages.values()}
    with db.reading() as session:
        held = Counter(
            str(case.reviewer_id)
            for case in session.scalars(select(Case).where(Case.status == CaseStatus.ASSIGNED))
            if (case.id, case.stage) in present
        )
    done = Counter(str(one.decided_by) for one in decisions if one.stage_id in stages)
    return {
        "open": len(waiting),
        "overdue": sum(case.due_at <= datetime.now(UTC) for case in waiting),
        "decided": len({one.case_id for one in decisions} & concluded),
        "returned": dict(Counter(section for _, section in faults)),
        "reviewers": {each: (held[each], done[each]) for each in held.keys() | done.keys()},
    }


class FigureMachine(ReviewMachine):
    """Everything that the review's own machine does; at the end the figures of each unit are counted apart."""

    client: FlaskClient

    def teardown(self) -> None:
        hear(order=self.steps)
        assert differences() == []
        for name, unit_id in getattr(self, "units", {}).items():
            everything = {self.units[below] for below in ABOVE if name in line(below)}
            whole = told(asked(self.client, person((Role.SUPERIOR_ADMIN, unit_id))))
            assert whole == counted(everything, unit_id)
            assert told(asked(self.client, person((Role.UNIT_REVIEWER, unit_id)))) == counted({unit_id}, unit_id)


def line(name: str | None) -> list[str]:
    """A unit of the machine and those above it."""
    return [name, *line(ABOVE[name])] if name else []


def test_the_figures_are_those_of_the_cases_whatever_was_done_and_heard(client: FlaskClient) -> None:
    FigureMachine.client = client

    run_state_machine_as_test(
        FigureMachine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )


def test_a_unit_that_moves_takes_its_figures_along(client: FlaskClient) -> None:
    province = unit()
    north, south = unit(province), unit(province)
    hospital = unit(north)
    opened(requested(hospital), assign=False)
    hear()

    unit(south, unit_id=hospital, version=2)

    opens = {place: asked(client, person((Role.SUPERIOR_ADMIN, place)))["open"]["count"] for place in (north, south)}
    assert opens == {north: 0, south: 1}
    assert asked(client, person((Role.SUPERIOR_ADMIN, province)))["open"]["count"] == 1
    assert differences() == []


def test_a_unit_heard_of_after_its_cases_and_before_its_superior_is_counted_up_the_line(client: FlaskClient) -> None:
    province, city = uuid4(), uuid4()
    hospital = unit(city)
    with db.transaction() as session:
        session.add(waiting_case(hospital))
    hear()
    unit(province, unit_id=city)
    unit(unit_id=province)

    assert asked(client, person((Role.SUPERIOR_ADMIN, province)))["open"]["count"] == 1
    assert differences() == []


def test_waiting_is_told_by_its_middle_and_by_what_nine_of_ten_do_not_exceed(client: FlaskClient) -> None:
    hospital = unit()
    colleague = reviewer_of(hospital)
    now = datetime.now(UTC)
    for days in (1, 1, 2, 2, 2, 3, 4, 6, 30, 31):
        decided(requested(hospital, submitted_at=now - timedelta(days=days)), colleague)
    hear()

    figures = asked(client, colleague)["decided"]

    assert (figures["count"], figures["median"], figures["most"]) == (10, 2, 30)
    assert {bar["value"]: bar["count"] for bar in figures["bands"]} == {
        "0-2": 5, "3-5": 2, "6-10": 1, "11-20": 0, "21-": 2,
    }  # fmt: skip


def test_a_day_range_and_a_series_narrow_what_was_decided(client: FlaskClient) -> None:
    hospital = unit()
    colleague = reviewer_of(hospital)
    reasons = [Reason(text="不清晰", section="education", field="proof"), Reason(text="不清晰", section="education")]
    request = requested(hospital, title_series="04")
    decided(request, colleague, "return", reasons)
    decided(requested(hospital, title_series=None), colleague)
    hear()
    yesterday = str(today() - timedelta(days=1))

    assert asked(client, colleague, series="04")["decided"]["count"] == 1
    assert asked(client, colleague, series="-")["decided"]["count"] == 1
    assert asked(client, colleague, series="05")["decided"]["count"] == 0
    assert asked(client, colleague, last=yesterday)["decided"]["count"] == 0
    assert [(line["section"], line["field"]) for line in asked(client, colleague)["returned"]] == [
        ("education", ""), ("education", "proof"),
    ]  # fmt: skip


def test_a_decision_that_had_no_effect_counts_for_its_reviewer_and_for_nothing_else(client: FlaskClient) -> None:
    hospital = unit()
    colleague = reviewer_of(hospital)
    request = requested(hospital)
    deliver(settled(request, decided(request, colleague).id, "withdrawn"))
    hear()

    figures = asked(client, colleague)

    assert (figures["open"]["count"], figures["decided"]["count"]) == (0, 0)
    assert [line["decided_week"] for line in figures["reviewers"]] == [1]


def test_nobody_gets_figures_of_a_unit_out_of_reach_by_any_parameter(client: FlaskClient) -> None:
    province = unit()
    hospital, clinic = unit(province), unit(province)
    opened(requested(clinic), assign=False)
    opened(requested(province), assign=False)
    hear()
    of_hospital = person((Role.UNIT_REVIEWER, hospital), (Role.SUPERIOR_ADMIN, hospital))
    of_province = person((Role.UNIT_ADMIN, province))

    for place in (clinic, province, uuid4()):
        answer = client.get("/figures", query_string={"unit_id": place}, headers=bearer(of_hospital))
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not_found")
    own = asked(client, of_province, alone="false")
    assert (own["open"]["count"], own["units"], own["scope"]["below"]) == (1, [], False)


@pytest.mark.parametrize("role", set(Role) - {Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN})
def test_figures_are_for_those_who_review_and_administer(client: FlaskClient, role: Role) -> None:
    assert client.get("/figures", headers=bearer(person((role, unit())))).status_code == 403


@pytest.mark.parametrize(
    "query", ["last=gestern", "first=2026-02-01&last=2026-01-01", "unit_id=1", "after=xyz", "first=1999-01-01", "x=1"]
)
def test_what_cannot_be_asked_is_refused_in_words(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/figures?{query}", headers=bearer(person((Role.SUPERIOR_ADMIN, unit()))))

    assert answer.status_code == 422


def test_a_sum_that_was_tampered_with_is_found_and_mended() -> None:
    city = unit()
    hospital = unit(city)
    opened(requested(hospital), assign=False)
    hear()
    assert differences() == []
    with db.transaction() as session:
        spoiled = Figure.unit_id == hospital, Figure.below, Figure.dimension == "open"
        session.execute(update(Figure).where(*spoiled).values(count=7))

    found = [(each["unit_id"], each["kept"], each["counted"]) for each in differences()]

    assert sorted(found) == sorted([(hospital, 7, 1), (city, 1, 7)])
    assert FIGURES.rebuild()["mended"] > 0
    assert differences() == []


def test_everything_is_counted_again_from_nothing(client: FlaskClient) -> None:
    city = unit()
    hospital = unit(city)
    colleague = reviewer_of(hospital)
    decided(requested(hospital), colleague)
    opened(requested(hospital))
    assert differences() != []

    FIGURES.rebuild()

    assert differences() == []
    hear()
    assert asked(client, person((Role.SUPERIOR_ADMIN, city)))["open"]["count"] == 1
    assert differences() == []


def waiting_case(unit_id: UUID) -> Case:
    """A case of a unit whose superiors are not known yet, as an earlier release opened them."""
    now, person_id = datetime.now(UTC), uuid4()
    return Case(
        kind="record", subject_id=person_id, subject_version=2, submission_id=uuid4(), number=1, person_id=person_id,
        unit_id=unit_id, status=CaseStatus.QUEUED, account="1", person_name="甲", warnings=0, submitted_at=now,
        opened_at=now, due_at=now,
    )  # fmt: skip
