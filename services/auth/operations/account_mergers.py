"""One person with two accounts: a system administrator says which one stays, and the other goes into it.

What an account gains by it, roles or another ID number, takes a second administrator, as with proposals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import AccountMerger, Grant, MergerStatus, Person
from services.auth.models.person import EXCLUDING_EACH_OTHER
from services.auth.operations.granting import MOST_TOLD, asker_now, has_security_admin
from services.auth.operations.merging_accounts import merge
from services.auth.operations.proposals import NOBODY_ELSE
from services.auth.operations.reach import refuse_merged
from services.auth.operations.unit_requests import SecondNeeded
from services.auth.queries import grants_of, is_staff
from shared import audit
from shared.auth import Actor, Role
from shared.errors import DomainError, NotAllowed, NotFound
from shared.messaging.accounts import AccountMergerChanged
from shared.messaging.outbox import publish


class MergerOfItself(DomainError):
    """Two different accounts are merged."""

    status, error, message = 422, "account_merger_of_itself", "要合并的是同一个账号，请另选一个。"


class MergerOfOwnAccount(DomainError):
    """Nobody merges their own account."""

    status, error = 409, "account_merger_of_own"
    message = "不能合并您自己的账号，请由另一位系统管理员办理。"


class KeptDisabled(DomainError):
    """The account that stays must be one with which somebody can sign in."""

    status, error = 409, "account_merger_kept_disabled"
    message = "要保留的账号 {account} 已停用。请先启用，或改为保留另一个账号。"


class SystemRole(DomainError):
    """Who runs the system, grants power or watches both is not merged before that role has ended."""

    status, error = 409, "account_merger_system_role"
    message = "{name}（{account}）是系统管理员、安全管理员或审计员。请先在「授权」中终止该角色，再合并账号。"


class MergerPending(DomainError):
    """One merger at a time is asked for an account."""

    status, error = 409, "account_merger_pending"
    message = "账号 {account} 已有一项合并正在等待确认，办结或撤回之后才能再次提出。"


@dataclass(frozen=True, kw_only=True)
class MergerWish:
    """Which account goes into which, whether its ID number is the right one, and why."""

    goes_id: UUID
    stays_id: UUID
    takes_number: bool
    reason: str


def ask_for_merger(session: Session, actor: Actor, wish: MergerWish, merger_id: UUID) -> AccountMerger:
    """Merge two accounts; where power follows or the ID number, another administrator has to confirm it.

    The same id again is the same merger. Raises NotFound, NotAllowed, MergerPending or what `_ensure_possible` raises.
    """
    asker = asker_now(session, actor)
    if not asker.has(Role.SYSTEM_ADMIN):
        raise NotAllowed
    goes, stays = _both(session, wish.goes_id, wish.stays_id)
    known = session.get(AccountMerger, merger_id)
    if known:
        return known
    _ensure_possible(session, asker, goes, stays)
    pending = AccountMerger.goes_id == goes.id, AccountMerger.status == MergerStatus.PENDING
    if session.scalar(select(AccountMerger.id).where(*pending)):
        raise MergerPending(account=goes.account)
    merger = AccountMerger(id=merger_id, **vars(wish), asked_by=asker.id, status=MergerStatus.PENDING, version=1)
    session.add(merger)
    session.flush()
    _begin(session, asker, merger)
    return merger


def confirm(session: Session, actor: Actor, merger_id: UUID) -> AccountMerger:
    """Let happen what another administrator asked for.

    Raises NotFound, NotAllowed, SecondNeeded, TransitionNotAllowed, or what stands against it now.
    """
    asker, role, merger = _to_answer(session, actor, merger_id)
    goes, stays = _both(session, merger.goes_id, merger.stays_id)
    _end(session, merger, MergerStatus.DONE, asker.id, role)
    _ensure_possible(session, asker, goes, stays)
    _carry_out(session, merger)
    return merger


def reject(session: Session, actor: Actor, merger_id: UUID, answer: str) -> AccountMerger:
    """Refuse it, with the reason. Raises NotFound, NotAllowed, SecondNeeded or TransitionNotAllowed."""
    asker, role, merger = _to_answer(session, actor, merger_id)
    _end(session, merger, MergerStatus.REJECTED, asker.id, role, answer)
    return merger


def withdraw(session: Session, actor: Actor, merger_id: UUID) -> AccountMerger:
    """Take back what one asked for. Raises NotFound, NotAllowed or TransitionNotAllowed."""
    merger = AccountMerger.locked(session, merger_id)
    if merger.asked_by != actor.id:
        raise NotAllowed
    _end(session, merger, MergerStatus.WITHDRAWN, actor.id, Role.SYSTEM_ADMIN)
    return merger


def answering_role(session: Session, asker: Actor) -> Role | None:
    """The role in which somebody confirms mergers; who grants roles does, else a second system administrator."""
    role = _second(session)
    return role if asker.has(role) else None


def _second(session: Session) -> Role:
    return Role.SECURITY_ADMIN if has_security_admin(session) else Role.SYSTEM_ADMIN


def _begin(session: Session, asker: Actor, merger: AccountMerger) -> None:
    """Wait for those who can confirm; if nothing is gained by it, or there is nobody, it happens at once."""
    gains = merger.takes_number or is_staff(session, merger.goes_id)
    others = _others(session, asker) if gains else []
    if others:
        _tell(session, merger, others)
        return
    merger.move_to(MergerStatus.DONE, by=asker.id, role=Role.SYSTEM_ADMIN, reason=NOBODY_ELSE if gains else None)
    _note_end(session, merger, None, "")
    _carry_out(session, merger)


def _carry_out(session: Session, merger: AccountMerger) -> None:
    audit.note(about=("person", merger.stays_id), merged=str(merger.goes_id))
    merge(session, merger, session.get_one(Person, merger.asked_by))


def _end(session: Session, merger: AccountMerger, status: MergerStatus, by: UUID, role: Role, words: str = "") -> None:
    """Let somebody answer it. Raises TransitionNotAllowed."""
    merger.move_to(status, by=by, role=role, reason=words or None)
    _note_end(session, merger, by, words)


def _note_end(session: Session, merger: AccountMerger, by: UUID | None, words: str) -> None:
    """Note how it ended, and tell whoever asked."""
    merger.decided_at, merger.decided_by, merger.answer = datetime.now(UTC), by, words
    session.flush()
    _tell(session, merger, [merger.asked_by])


def _to_answer(session: Session, actor: Actor, merger_id: UUID) -> tuple[Actor, Role, AccountMerger]:
    """Who answers, in which role, and the merger, locked."""
    asker = asker_now(session, actor)
    merger = AccountMerger.locked(session, merger_id)
    role = answering_role(session, asker)
    if role is None:
        raise NotAllowed
    if merger.asked_by == asker.id:
        raise SecondNeeded
    return asker, role, merger


def _both(session: Session, goes_id: UUID, stays_id: UUID) -> tuple[Person, Person]:
    """The two, locked in one order for all who lock several. Raises MergerOfItself or NotFound."""
    if goes_id == stays_id:
        raise MergerOfItself
    locked = (
        select(Person).where(Person.id.in_([goes_id, stays_id])).order_by(Person.id).with_for_update(key_share=True)
    )
    found = {one.id: one for one in session.scalars(locked.execution_options(populate_existing=True))}
    if len(found) < len((goes_id, stays_id)):
        raise NotFound
    return found[goes_id], found[stays_id]


def _ensure_possible(session: Session, asker: Actor, goes: Person, stays: Person) -> None:
    """Raises MergerOfOwnAccount, AccountMerged, KeptDisabled or SystemRole."""
    for person in (goes, stays):
        if person.id == asker.id:
            raise MergerOfOwnAccount
        refuse_merged(session, person)
        if any(grant.role in EXCLUDING_EACH_OTHER for grant in grants_of(session, person.id)):
            raise SystemRole(name=person.name, account=person.account)
    if not stays.active:
        raise KeptDisabled(account=stays.account)


def _others(session: Session, asker: Actor) -> list[UUID]:
    """Who could confirm it and is there; not more than can be told."""
    held = Grant.role == _second(session), Person.active, Person.id != asker.id
    found = select(Person.id).join(Grant, Grant.person_id == Person.id).where(*held).distinct()
    return list(session.scalars(found.order_by(Person.id).limit(MOST_TOLD)))


def _tell(session: Session, merger: AccountMerger, recipients: Sequence[UUID]) -> None:
    goes, stays = session.get_one(Person, merger.goes_id), session.get_one(Person, merger.stays_id)
    publish(
        session,
        AccountMergerChanged(
            version=merger.version,
            merger_id=merger.id,
            person_name=stays.name,
            goes_account=goes.account,
            stays_account=stays.account,
            status=merger.status.value,
            answer=merger.answer,
            recipients=list(recipients),
        ),
    )
