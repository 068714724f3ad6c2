"""What is looked up about cases, one or several, and all that happened to them. The desk's list is in `listing`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import msgspec
from sqlalchemy import Select, bindparam, exists, func, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from services.review.models import (
    CannedReason,
    Case,
    Chain,
    ChainStage,
    Decision,
    Person,
    Recusal,
    Reopening,
    Resume,
    Staff,
    StaffGrant,
    Stage,
    Unit,
)
from services.review.policy import (
    OWN_UNIT_ROLES,
    Standing,
    administrator_over,
    line_of,
    lines_of,
    reaches_below,
    reviewing_roles,
    role_over,
    sight_of,
    visible,
)
from shared.auth import Actor, Role
from shared.errors import NotFound
from shared.messaging.contracts import SubjectKind
from shared.statements import among


@dataclass(frozen=True)
class ChainInForce:
    """The stages that a unit's new cases get, where a resubmission begins, and the unit for which that was set."""

    stages: list[ChainStage]
    resume: Resume
    set_for: UUID | None = None


DEFAULT_CHAIN = ChainInForce([ChainStage(title="单位审核", levels_up=0, days=10)], Resume.FIRST)
FIXED_CHAINS: dict[SubjectKind, ChainInForce] = {
    "identity": ChainInForce(
        [
            ChainStage(title="管理员审核", levels_up=0, days=10),
            ChainStage(title="另一管理员复核", levels_up=0, days=10),
        ],
        Resume.FIRST,
    ),
    "transfer": ChainInForce([ChainStage(title="调入单位审核", levels_up=0, days=10)], Resume.FIRST),
}
"""What administrators decide goes the same way everywhere; no unit has a chain of its own for it."""

_DECIDED = select(Decision.case_id).where(Decision.decided_by == bindparam("me"))
_KEPT_AWAY = select(Recusal.person_id).where(Recusal.reviewer_id == bindparam("me"))
_LATER = aliased(Case)
_FOLLOWED = exists().where(_LATER.subject_id == Case.subject_id, _LATER.subject_version > Case.subject_version)
_REOPENED = exists().where(Reopening.case_id == Case.id)

_STAGES = select(Stage).where(among(Stage.case_id, "cases")).order_by(Stage.position)
_BARRED = select(Case.id).where(among(Case.id, "cases"), Case.id.in_(_DECIDED) | Case.person_id.in_(_KEPT_AWAY))
_REOPENABLE = (
    select(Case.id, func.coalesce(Person.unit_id, Case.unit_id))
    .outerjoin(Person, Person.id == Case.person_id)
    .where(among(Case.id, "cases"), ~_FOLLOWED, ~_REOPENED)
)
_NAMES = union_all(
    select(Staff.person_id, Staff.name).where(among(Staff.person_id, "named")),
    select(Unit.id, Unit.name).where(among(Unit.id, "named")),
)


def find_case(session: Session, actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case within the actor's reach, kept from others if `lock`; raises NotFound for any other."""
    wanted = _case(below=reaches_below(actor.grants), lock=lock)
    found = session.scalar(wanted, {"case": case_id, **sight_of(actor)})
    if found is None:
        raise NotFound
    return found


@cache
def _case(*, below: bool, lock: bool) -> Select[Case]:
    wanted = select(Case).where(Case.id == bindparam("case"), visible(below=below))
    if not lock:
        return wanted
    return wanted.with_for_update(key_share=True, of=Case).execution_options(populate_existing=True)


def find_unit_line(session: Session, actor: Actor, unit_id: UUID, *within: Role) -> list[UUID]:
    """A unit that one of these roles of the actor reaches, and those above it; raises NotFound for any other.

    The roles of a unit reach that unit, those of a superior or system administrator also the units below.
    """
    line = line_of(session, unit_id)
    for role, granted in actor.grants:
        reached = line[:1] if role in OWN_UNIT_ROLES else line
        if role in within and granted in reached:
            return line
    raise NotFound


def chain_for(session: Session, line: Sequence[UUID]) -> ChainInForce:
    """The chain of the nearest unit of the line that has one of its own; one stage in the own unit if none has."""
    set_for = select(Chain).where(Chain.unit_id.in_(line))
    newest = set_for.ext(distinct_on(Chain.unit_id)).order_by(Chain.unit_id, Chain.id.desc())
    own = {chain.unit_id: chain for chain in session.scalars(newest) if chain.stages}
    for unit_id in line:
        if unit_id in own:
            stages = msgspec.convert(own[unit_id].stages, list[ChainStage])
            return ChainInForce(stages, own[unit_id].resume, set_for=unit_id)
    return DEFAULT_CHAIN


def canned_reasons_for(session: Session, line: Sequence[UUID]) -> list[CannedReason]:
    """What the unit at the beginning of the line and those above it keep; the nearest unit's first."""
    kept = select(CannedReason).where(CannedReason.unit_id.in_(line), ~CannedReason.retired)
    found = session.scalars(kept.order_by(CannedReason.position, CannedReason.id))
    return sorted(found, key=lambda reason: line.index(reason.unit_id))


def stages_of(session: Session, cases: Sequence[Case]) -> dict[UUID, list[Stage]]:
    """The stages of each case, in their order."""
    stages: dict[UUID, list[Stage]] = {}
    for stage in session.scalars(_STAGES, {"cases": [case.id for case in cases]}):
        stages.setdefault(stage.case_id, []).append(stage)
    return stages


def present(case: Case, stages: Sequence[Stage]) -> Stage:
    """The stage of these that the case is in."""
    return next(stage for stage in stages if stage.position == case.stage)


def standing_in(
    session: Session, actor: Actor, cases: Sequence[Case], stages: Mapping[UUID, Sequence[Stage]] | None = None
) -> dict[UUID, Standing]:
    """What a person is towards each case; `stages` are those of the cases, for whom has looked them up already.

    Nobody reviews two stages of a case, since the second look would be the first one's, and nobody who keeps away from
    its person reviews any.
    """
    barred, reopenable = _barred(session, actor, cases), _reopenable(session, cases)
    lines = lines_of(session, {case.unit_id for case in cases} | set(reopenable.values()))
    stages = stages_of(session, cases) if stages is None else stages
    standing = {}
    for case in cases:
        line = lines.get(case.unit_id, [])
        current = lines.get(reopenable[case.id], []) if case.id in reopenable else []
        levels_up = present(case, stages[case.id]).levels_up
        role = role_over(actor.grants, line, levels_up, reviewing_roles(case.kind))
        standing[case.id] = Standing(
            reviews_as=None if case.id in barred else role,
            administers_as=administrator_over(actor.grants, line),
            reopens_as=administrator_over(actor.grants, current),
        )
    return standing


def _barred(session: Session, actor: Actor, cases: Sequence[Case]) -> set[UUID]:
    return set(session.scalars(_BARRED, {"cases": [case.id for case in cases], "me": actor.id}))


def _reopenable(session: Session, cases: Sequence[Case]) -> dict[UUID, UUID]:
    """Those of approved records that nothing has followed, no later submission and no reopening.

    Each with the unit in which its person is now: that of the case, unless the person has moved since.
    """
    approved = [case.id for case in cases if case.kind == "record" and case.outcome == "approved"]
    if not approved:
        return {}
    return dict(session.execute(_REOPENABLE, {"cases": approved}).all())


def grants_of(session: Session, person_id: UUID) -> list[tuple[Role, UUID]]:
    """The roles in which somebody reviews, each for a unit."""
    held = select(StaffGrant.role, StaffGrant.unit_id).where(StaffGrant.person_id == person_id)
    return [(role, unit_id) for role, unit_id in session.execute(held)]


def names_of(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of staff and units."""
    return dict(session.execute(_NAMES, {"named": list({one for one in ids if one})}).all())


def standing_unit_id(session: Session, unit_id: UUID) -> UUID:
    """The unit, or the one that it went into."""
    unit = session.get(Unit, unit_id)
    return unit.merged_into or unit_id if unit else unit_id
