"""Roles as the pages of administrators show them: of a person, of a unit, those proposed, and who may do what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from services.auth.models import EndedGrant, Grant, GrantProposal, Person, ProposalStatus, Unit
from services.auth.operations.granting import granting_role, proposals_within
from services.auth.people_search import PeopleFilter, page_of_people
from services.auth.policy import GRANTING, lines_of, people_visible_to, units_visible_to
from shared.auth import ADMINISTERING, Actor, Role
from shared.errors import NotFound
from shared.workflow import StatusChange

View = dict[str, Any]
Which = Literal["awaiting", "own"]
MOST_FOUND = 20
MOST_LISTED = 100


def proposals(session: Session, asker: Actor, which: Which) -> list[View]:
    """What waits for somebody's confirmation, or what they have proposed, the newest first."""
    listed = select(GrantProposal).where(proposals_within(session, asker))
    if which == "own":
        listed = listed.where(GrantProposal.proposed_by == asker.id)
    else:
        open_ones = (GrantProposal.status == ProposalStatus.PROPOSED, GrantProposal.expires_at > func.now())
        listed = listed.where(GrantProposal.proposed_by != asker.id, *open_ones)
    newest = listed.order_by(GrantProposal.proposed_at.desc(), GrantProposal.id).limit(MOST_LISTED)
    return views_of_proposals(session, asker, session.scalars(newest).all())


def find_people(session: Session, asker: Actor, q: str) -> list[View]:
    """Some people within reach by what is known of them; nobody without anything to look for."""
    if not q:
        return []
    found, _ = page_of_people(session, asker, PeopleFilter(q=q), None, MOST_FOUND)
    units = _unit_names(session, (person.unit_id for person in found))
    return [_person_view(person, units[person.unit_id]) for person in found]


def person_view(session: Session, asker: Actor, person_id: UUID, unit_id: UUID | None) -> View:
    """The roles of a person, those that were, those proposed, and which could be proposed for a unit.

    That unit is the person's own unless named. Raises NotFound for whom or what lies out of reach.
    """
    found = select(Person, Unit.name).join(Unit, Unit.id == Person.unit_id).where(Person.id == person_id)
    row = session.execute(found.where(people_visible_to(asker))).one_or_none()
    if row is None:
        raise NotFound
    person, own_unit = row
    where = session.scalar(select(Unit).where(Unit.id == (unit_id or person.unit_id), units_visible_to(asker)))
    if where is None:
        raise NotFound
    proposed = select(GrantProposal).where(GrantProposal.person_id == person.id, proposals_within(session, asker))
    newest = proposed.order_by(GrantProposal.proposed_at.desc(), GrantProposal.id)
    return _person_view(person, own_unit) | {
        "grants": _grants(session, asker, Grant.person_id == person.id),
        "ended": _ended(session, EndedGrant.person_id == person.id),
        "proposals": views_of_proposals(session, asker, session.scalars(newest.limit(MOST_LISTED)).all()),
        "unit": {"id": where.id, "name": where.name},
        "proposable": _proposable(session, asker, person, where.id),
    }


def unit_view(session: Session, asker: Actor, unit_id: UUID) -> View:
    """Who has which role for a unit. Raises NotFound for a unit out of reach."""
    unit = session.scalar(select(Unit).where(Unit.id == unit_id, units_visible_to(asker)))
    if unit is None:
        raise NotFound
    power = (Grant.unit_id == unit.id) & (Grant.role != Role.PROFESSIONAL)
    ended = (EndedGrant.unit_id == unit.id) & (EndedGrant.role != Role.PROFESSIONAL)
    return {
        "id": unit.id,
        "name": unit.name,
        "grants": _grants(session, asker, power),
        "ended": _ended(session, ended),
    }


def find_units(session: Session, asker: Actor, q: str) -> list[View]:
    """Some units within reach by a piece of their name, the shortest first; without it those of one's roles."""
    superior = aliased(Unit)
    found = select(Unit, superior.name).outerjoin(superior, superior.id == Unit.superior_id)
    own = Unit.id.in_([unit_id for _, unit_id in asker.grants])
    named = Unit.name.contains(q, autoescape=True) if q else own
    rows = session.execute(
        found.where(named, units_visible_to(asker)).order_by(func.length(Unit.name), Unit.name).limit(MOST_FOUND)
    )
    return [_unit_view(unit, above) for unit, above in rows]


def units_without_administrator(session: Session, asker: Actor) -> list[View]:
    """The units within reach that have people and nobody who administers them."""
    superior, member, holder = aliased(Unit), aliased(Person), aliased(Person)
    peopled = exists().where(member.unit_id == Unit.id, member.active)
    administering = (Grant.unit_id == Unit.id) & Grant.role.in_(ADMINISTERING)
    administered = exists().where(administering, holder.id == Grant.person_id, holder.active)
    found = select(Unit, superior.name).outerjoin(superior, superior.id == Unit.superior_id)
    without = found.where(~Unit.closed, units_visible_to(asker), peopled, ~administered)
    return [_unit_view(unit, above) for unit, above in session.execute(without.order_by(Unit.name).limit(MOST_LISTED))]


def views_of_proposals(session: Session, asker: Actor, listed: Sequence[GrantProposal]) -> list[View]:
    """Proposals with the names that they are about, what became of them, and what this person can do now."""
    people = (each for one in listed for each in (one.person_id, one.proposed_by, one.decided_by, one.hands_over_from))
    names = _names(session, people)
    units = _unit_names(session, (one.unit_id for one in listed))
    ends = {end.subject_id: end for end in _ends(session, listed)}
    lines = lines_of(session, {one.unit_id for one in listed})
    views = []
    for one in listed:
        end = ends.get(one.id)
        could_grant = granting_role(session, asker, one.role, lines[one.unit_id]) is not None
        views.append(
            {
                **{
                    name: getattr(one, name)
                    for name in ("id", "person_id", "role", "reason", "proposed_at", "expires_at")
                },
                "status": one.status,
                "at_once": one.at_once,
                "unit_name": units[one.unit_id],
                "person_name": names[one.person_id],
                "proposed_by_name": names[one.proposed_by],
                "decided_by_name": names[one.decided_by] or None,
                "hands_over_from_name": names[one.hands_over_from] or None,
                "ended_at": end.at if end else None,
                "ended_because": end.reason if end else None,
                "possible": _possible(asker, one, could_grant=could_grant),
            }
        )
    return views


def _possible(asker: Actor, proposal: GrantProposal, *, could_grant: bool) -> list[str]:
    if proposal.status is not ProposalStatus.PROPOSED:
        return []
    if proposal.proposed_by == asker.id:
        return ["withdraw"]
    return ["confirm", "refuse"] if could_grant and proposal.person_id != asker.id else []


def _grants(session: Session, asker: Actor, which: Any) -> list[View]:
    held = select(Grant, Person, Unit.name).join(Person, Person.id == Grant.person_id)
    rows = session.execute(
        held.join(Unit, Unit.id == Grant.unit_id).where(which).order_by(Grant.role, Unit.name, Person.name).limit(200)
    ).all()
    lines = lines_of(session, {grant.unit_id for grant, _, _ in rows})
    return [
        {
            "id": grant.id,
            "person_id": person.id,
            "person_name": person.name,
            "active": person.active,
            "on_leave": person.on_leave,
            "role": grant.role,
            "unit_id": grant.unit_id,
            "unit_name": unit_name,
            "granted_at": grant.granted_at,
            "possible": _possible_with(session, asker, grant, lines[grant.unit_id]),
        }
        for grant, person, unit_name in rows
    ]


def _possible_with(session: Session, asker: Actor, grant: Grant, line: Sequence[UUID]) -> list[str]:
    may = granting_role(session, asker, grant.role, line) is not None
    own = grant.person_id == asker.id and grant.role in GRANTING
    ending = ["end"] if may or own else []
    return ending + (["hand_over"] if may and grant.role in ADMINISTERING else [])


def _proposable(session: Session, asker: Actor, person: Person, unit_id: UUID) -> list[Role]:
    if person.id == asker.id or not person.active:
        return []
    line = lines_of(session, [unit_id])[unit_id]
    return [role for role in GRANTING if granting_role(session, asker, role, line)]


def _ended(session: Session, which: Any) -> list[View]:
    rows = session.scalars(
        select(EndedGrant).where(which).order_by(EndedGrant.ended_at.desc()).limit(MOST_LISTED)
    ).all()
    names = _names(session, (each for row in rows for each in (row.person_id, row.ended_by)))
    units = _unit_names(session, (row.unit_id for row in rows))
    return [
        {
            "person_name": names[row.person_id],
            "role": row.role,
            "unit_name": units[row.unit_id],
            "granted_at": row.granted_at,
            "ended_at": row.ended_at,
            "ended_by_name": names[row.ended_by] or None,
            "reason": row.reason,
        }
        for row in rows
    ]


def _ends(session: Session, listed: Sequence[GrantProposal]) -> Sequence[StatusChange]:
    ids = [one.id for one in listed]
    moves = select(StatusChange).where(StatusChange.kind == GrantProposal.KIND, StatusChange.subject_id.in_(ids))
    return session.scalars(moves).all()


def _names(session: Session, people: Iterable[UUID | None]) -> Mapping[UUID | None, str]:
    wanted = {person_id for person_id in people if person_id}
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {None: "", **dict(found.all())}


def _unit_names(session: Session, units: Iterable[UUID]) -> dict[UUID, str]:
    return dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(set(units)))).all())


def _person_view(person: Person, unit_name: str) -> View:
    facts = {name: getattr(person, name) for name in ("id", "account", "name", "active", "on_leave")}
    return facts | {"unit_name": unit_name}


def _unit_view(unit: Unit, above: str | None) -> View:
    return {"id": unit.id, "name": unit.name, "superior_name": above, "closed": unit.closed}
