"""Cases as the API shows them to one reviewer: with names, with what that person can do now, with a pass."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.review.bundles import bundles_of
from services.review.models import CannedReason, Case, CaseStatus, Reopening, Stage
from services.review.policy import ADMINISTERING, lines_of, possible_actions
from services.review.queries import (
    assignments_of,
    canned_reasons_for,
    decisions_about,
    escalations_of,
    names_of,
    notes_about,
    present,
    stages_of,
    standing_in,
    unit_names,
)
from shared.auth import PASS_SECONDS, Actor, sign
from shared.workflow import history_of


def rows(session: Session, actor: Actor, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The lines of a list."""
    names = names_of(session, (case.reviewer_id for case in cases))
    units = unit_names(session, (case.unit_id for case in cases))
    stages, standing = stages_of(session, cases), standing_in(session, actor, cases)
    bundles = bundles_of(session, actor, cases)
    return [
        _row(case, stages[case.id], names, units)
        | {"actions": possible_actions(actor, case, standing[case.id]), "bundle": bundles.get(case.id, [])}
        for case in cases
    ]


def shown(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """One case, found within the actor's reach, with everything about it and about what came with it."""
    bundle = bundles_of(session, actor, [case]).get(case.id, [])
    views = {each.id: _in_full(session, actor, each) for each in bundle or [case]}
    return views[case.id] | {"bundle": [views[each.id] for each in bundle]}


def canned_reasons(session: Session, reasons: Sequence[CannedReason]) -> list[dict[str, Any]]:
    """Canned reasons with the names of the units that keep them."""
    names = unit_names(session, (reason.unit_id for reason in reasons))
    return [_columns(reason) | {"unit_name": names.get(reason.unit_id, "")} for reason in reasons]


def units_with_canned_reasons(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The units for which the actor holds an administrator's role, with all that is offered there."""
    lines = lines_of(session, {unit_id for role, unit_id in actor.grants if role in ADMINISTERING})
    names = unit_names(session, lines)
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


def _in_full(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    (row,) = rows(session, actor, [case])
    stages = stages_of(session, [case])[case.id]
    decisions = decisions_about(session, case)
    history = history_of(session, Case.KIND, case.id)
    assignments = assignments_of(session, case)
    notes = notes_about(session, case)
    people: set[UUID | None] = {case.reviewer_id}
    people.update(decision.decided_by for decision in decisions)
    people.update(move.by for move in history)
    people.update(made.reviewer_id for made in assignments)
    people.update(note.by for note in notes)
    people.update(stage.reviewer_id for stage in stages)
    escalations = escalations_of(session, case)
    people.update(person for escalation in escalations for person in escalation.told)
    names = names_of(session, people) | {case.person_id: case.person_name}
    return row | {
        "chain": _named(stages, "reviewer_id", names),
        "decisions": [
            line | {"stage": decision.stage.position, "stage_title": decision.stage.title}
            for line, decision in zip(_named(decisions, "decided_by", names), decisions, strict=True)
        ],
        "notes": _named(notes, "by", names),
        "history": _named(history, "by", names),
        "assignments": _named(assignments, "reviewer_id", names),
        "escalations": [_columns(each) | {"names": [names.get(one) for one in each.told]} for each in escalations],
        "reopening": _reopening(session, case),
        "case_pass": case_pass(actor, case),
    }


def _reopening(session: Session, case: Case) -> dict[str, Any] | None:
    made = session.get(Reopening, case.id)
    return _named([made], "by", names_of(session, [made.by]))[0] if made else None


def _row(case: Case, stages: Sequence[Stage], names: dict[UUID, str], units: dict[UUID, str]) -> dict[str, Any]:
    reviewer = case.reviewer_id and {
        "id": case.reviewer_id,
        "name": names.get(case.reviewer_id),
        "role": case.reviewer_role,
    }
    return _columns(case) | {
        "unit_name": units.get(case.unit_id),
        "reviewer": reviewer,
        "stages": stages[-1].position,
        "stage_title": present(case, stages).title,
    }


def _named(things: Iterable[Any], person: str, names: dict[UUID, str]) -> list[dict[str, Any]]:
    return [_columns(thing) | {"name": names.get(getattr(thing, person))} for thing in things]


def _columns(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in thing.__mapper__.column_attrs}
