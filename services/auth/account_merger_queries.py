"""Mergers of accounts: what waits to be confirmed, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services.auth.models import AccountMerger, MergerStatus, Person
from services.auth.operations.account_mergers import answering_role
from shared.auth import Actor
from shared.errors import NotFound
from shared.paging import cursor_of, typed_key

View = dict[str, Any]


def merger_shown(session: Session, actor: Actor, merger_id: UUID) -> View:
    """One merger; raises NotFound."""
    merger = session.get(AccountMerger, merger_id)
    if merger is None:
        raise NotFound
    return _shown(session, actor, [merger])[0]


def page_of_mergers(session: Session, actor: Actor, *, pending: bool, cursor: str | None, limit: int) -> View:
    """A page of all that was ever asked, the newest first, or of what waits for somebody."""
    listed = select(AccountMerger)
    if pending:
        listed = listed.where(AccountMerger.status == MergerStatus.PENDING)
    if cursor:
        end = typed_key(cursor, datetime.fromisoformat, UUID)
        listed = listed.where(tuple_(AccountMerger.asked_at, AccountMerger.id) < tuple_(*end))
    newest = listed.order_by(AccountMerger.asked_at.desc(), AccountMerger.id.desc())
    found = session.scalars(newest.limit(limit + 1)).all()
    page = found[:limit]
    following = cursor_of(page[-1].asked_at, page[-1].id) if len(found) > limit else None
    return {"items": _shown(session, actor, page), "next": following}


def _shown(session: Session, actor: Actor, mergers: Sequence[AccountMerger]) -> list[View]:
    concerned = {
        one for each in mergers for one in (each.goes_id, each.stays_id, each.asked_by, each.decided_by) if one
    }
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(concerned)))}
    answering = answering_role(session, actor) is not None
    return [_line(actor, merger, people, answering=answering) for merger in mergers]


def _line(actor: Actor, merger: AccountMerger, people: dict[UUID, Person], *, answering: bool) -> View:
    pending = merger.status is MergerStatus.PENDING
    columns = ("id", "takes_number", "reason", "status", "asked_at", "decided_at", "answer")
    return {name: getattr(merger, name) for name in columns} | {
        "goes": _account(people[merger.goes_id]),
        "stays": _account(people[merger.stays_id]),
        "asked_by": people[merger.asked_by].name,
        "decided_by": people[merger.decided_by].name if merger.decided_by else None,
        "can_answer": pending and answering and merger.asked_by != actor.id,
        "can_withdraw": pending and merger.asked_by == actor.id,
    }


def _account(person: Person) -> View:
    return {"id": person.id, "account": person.account, "name": person.name}
