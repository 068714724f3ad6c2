"""Cases as the API shows them to one reviewer: with names, with what that person can do now, with a pass."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.review.bundles import bundles_of
from services.review.course import Course, courses_of
from services.review.models import CannedReason, Case, CaseStatus, Stage
from services.review.policy import Standing, line_of, lines_of, possible_actions
from services.review.queries import (
    canned_reasons_for,
    names_of,
    present,
    stages_of,
    standing_in,
)
from shared.auth import ADMINISTERING, PASS_SECONDS, Actor, sign


def rows(session: Session, actor: Actor, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The lines of a list."""
    stages, bundles = stages_of(session, cases), bundles_of(session, actor, cases)
    standing = standing_in(session, actor, cases, stages)
    names = names_of(session, (one for case in cases for one in (case.reviewer_id, case.unit_id)))
    return [
        _row(actor, case, stages[case.id], standing[case.id], names) | {"bundle": bundles.get(case.id, [])}
        for case in cases
    ]


def shown(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """One case, found within the actor's reach, with everything about it and about what came with it."""
    bundle = bundles_of(session, actor, [case]).get(case.id, [])
    views = _in_full(session, actor, bundle or [case])
    to_decide = any("decide" in view["actions"] for view in views.values())
    return views[case.id] | {
        "bundle": [views[each.id] for each in bundle],
        "canned_reasons": _offered(session, case) if to_decide else [],
    }


def _offered(session: Session, case: Case) -> list[dict[str, Any]]:
    return canned_reasons(session, canned_reasons_for(session, line_of(session, case.unit_id)))


def canned_reasons(session: Session, reasons: Sequence[CannedReason]) -> list[dict[str, Any]]:
    """Canned reasons with the names of the units that keep them."""
    names = names_of(session, (reason.unit_id for reason in reasons))
    return [_columns(reason) | {"unit_name": names.get(reason.unit_id, "")} for reason in reasons]


def units_with_canned_reasons(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The units for which the actor holds an administrator's role, with all that is offered there."""
    lines = lines_of(session, {unit_id for role, unit_id in actor.grants if role in ADMINISTERING})
    names = names_of(session, lines)
    return [
        {
            "unit_id": unit_id,
            "unit_name": names[unit_id],
            "reasons": canned_reasons(session, canned_reasons_for(session, line)),
        }
        for unit_id, line in sorted(lines.items(), key=lambda found: names[found[0]])
    ]


def case_pass(actor: Actor, case: Case) -> str:
    """What opens the submission of this case, and no other, to this reviewer for some minutes."""
    claims = {
        "sub": str(actor.id),
        "case": str(case.id),
        "person": str(case.person_id),
        "submission": str(case.submission_id),
        "decides": case.reviewer_id == actor.id and case.status is CaseStatus.ASSIGNED,
    }
    return sign(claims, key="passes", audience="profile", seconds=PASS_SECONDS)


def _in_full(session: Session, actor: Actor, cases: Sequence[Case]) -> dict[UUID, dict[str, Any]]:
    stages, courses = stages_of(session, cases), courses_of(session, cases)
    standing = standing_in(session, actor, cases, stages)
    people = {one for case in cases for one in (case.reviewer_id, case.unit_id, *courses[case.id].people)}
    people.update(stage.reviewer_id for case in cases for stage in stages[case.id])
    names = names_of(session, people)
    return {
        case.id: _row(actor, case, stages[case.id], standing[case.id], names)
        | {"chain": _named(stages[case.id], "reviewer_id", names), "case_pass": case_pass(actor, case)}
        | _course(courses[case.id], names | {case.person_id: case.person_name})
        for case in cases
    }


def _course(course: Course, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "decisions": [
            line | {"stage": decision.stage.position, "stage_title": decision.stage.title}
            for line, decision in zip(_named(course.decisions, "decided_by", names), course.decisions, strict=True)
        ],
        "notes": _named(course.notes, "by", names),
        "history": _named(course.history, "by", names),
        "assignments": _named(course.assignments, "reviewer_id", names),
        "escalations": [
            _columns(each) | {"names": [names.get(one) for one in each.told]} for each in course.escalations
        ],
        "reopening": next(iter(_named(course.reopenings, "by", names)), None),
    }


def _row(
    actor: Actor, case: Case, stages: Sequence[Stage], standing: Standing, names: dict[UUID, str]
) -> dict[str, Any]:
    reviewer = case.reviewer_id and {
        "id": case.reviewer_id,
        "name": names.get(case.reviewer_id),
        "role": case.reviewer_role,
    }
    return _columns(case) | {
        "unit_name": names.get(case.unit_id),
        "reviewer": reviewer,
        "stages": stages[-1].position,
        "stage_title": present(case, stages).title,
        "actions": possible_actions(actor, case, standing),
    }


def _named(things: Iterable[Any], person: str, names: dict[UUID, str]) -> list[dict[str, Any]]:
    return [_columns(thing) | {"name": names.get(getattr(thing, person))} for thing in things]


def _columns(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in thing.__mapper__.column_attrs}
