"""What a person handed in together: one case to people, each part of it with a course and a decision of its own."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from services.review.models import WAITING, Case, CaseStatus
from services.review.policy import reaches_below, sight_of, visible
from shared.auth import Actor
from shared.statements import among

Conditions = Callable[[Any], Sequence[ColumnElement[bool]]]

OTHER = aliased(Case)
"""Made once: a list asks for it several times, and its columns take longer to make than all the rest of a statement."""


def leads(fitting: Conditions) -> ColumnElement[bool]:
    """Whether a case that fits stands in a list for all that came with it: the first of them, unless it came alone.

    As long as a part waits, those that are over stand in no list: the whole is over when the last part is. Parts that
    wait stand once for each of those in whose hands they are. `fitting` is to what the list is narrowed down, as far as
    the parts can differ in it; parts that have stayed with another unit are a matter of that unit.
    """
    same_hands = or_(Case.status.not_in(WAITING), OTHER.reviewer_id.is_not_distinct_from(Case.reviewer_id))
    same_phase = and_(_phase(OTHER) == _phase(Case), OTHER.number < Case.number, same_hands, *fitting(OTHER))
    before = exists().where(
        OTHER.bundle_id == Case.bundle_id,
        OTHER.person_id == Case.person_id,
        OTHER.unit_id == Case.unit_id,
        or_(_phase(OTHER) < _phase(Case), same_phase),
    )
    return and_(*fitting(Case), or_(Case.bundle_id.is_(None), ~before))


def bundles_of(session: Session, actor: Actor, cases: Sequence[Case]) -> dict[UUID, list[Case]]:
    """For each case that did not come alone all that came together, as far as the actor sees it, in its order."""
    ids = {case.bundle_id for case in cases if case.bundle_id}
    if not ids:
        return {}
    wanted = _together(below=reaches_below(actor.grants))
    together: dict[tuple[UUID | None, UUID], list[Case]] = {}
    for part in session.scalars(wanted, {"bundles": list(ids), **sight_of(actor)}):
        together.setdefault((part.bundle_id, part.person_id), []).append(part)
    return {case.id: together[case.bundle_id, case.person_id] for case in cases if case.bundle_id}


def lying_with(session: Session, case: Case) -> list[Case]:
    """The waiting parts that came with a case and are in the same hands at the same stage, kept from others."""
    if case.bundle_id is None:
        return []
    wanted = select(Case).where(
        Case.bundle_id == case.bundle_id,
        Case.person_id == case.person_id,
        Case.unit_id == case.unit_id,
        Case.id != case.id,
        Case.status == case.status,
        Case.stage == case.stage,
        Case.reviewer_id.is_not_distinct_from(case.reviewer_id),
    )
    locked = wanted.order_by(Case.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.scalars(locked))


@cache
def _together(*, below: bool) -> Select[Case]:
    return select(Case).where(among(Case.bundle_id, "bundles"), visible(below=below)).order_by(Case.number)


@cache
def _phase(cases: Any) -> ColumnElement[int]:
    return case((cases.status.in_(WAITING), 0), (cases.status == CaseStatus.DECIDED, 1), else_=2)
