"""An administrator's deeds on somebody's account: each within reach, noted with its reason, and told to the person."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.auth.models import Credential, Deed, Person, PersonDeed
from services.auth.operations import locking, second_factor
from services.auth.operations.corrections import transfer
from services.auth.operations.credentials import begin_unused, issue_first_password
from services.auth.operations.locking import failures_keys, forget_failures
from services.auth.operations.people import set_active
from services.auth.operations.reach import person_for, unit_for
from services.auth.operations.sessions import end_sessions
from services.auth.policy import Action
from services.auth.queries import second_factor_of, unit_name
from shared.auth import Actor
from shared.crypto import decrypt
from shared.errors import DomainError
from shared.messaging.accounts import AccountDeedDone, ToldDeed
from shared.messaging.outbox import publish

TOLD: dict[Deed, ToldDeed] = {
    Deed.DISABLED: "disabled",
    Deed.ENABLED: "enabled",
    Deed.UNLOCKED: "unlocked",
    Deed.PASSWORD_RESET: "password_reset",
    Deed.SECOND_FACTOR_RESET: "second_factor_reset",
    Deed.SESSIONS_ENDED: "sessions_ended",
    Deed.LEAVE_SET: "leave_set",
    Deed.TRANSFERRED: "transferred",
    Deed.UNUSED_WARNED: "unused_warned",
    Deed.UNUSED_DISABLED: "unused_disabled",
    Deed.TOOK_IN: "took_in",
}
MOST_NUMBERS_AN_HOUR = 30


class AccountDisabled(DomainError):
    """Nothing of the kind is done to a disabled account."""

    status, error, message = 409, "account_disabled", "该账号已停用。如需继续使用，请先启用。"


class AccountActive(DomainError):
    """Only a disabled account can be enabled."""

    status, error, message = 409, "account_active", "该账号正在使用，无需启用。"


class NotLocked(DomainError):
    """There is no lock to be taken away."""

    status, error, message = 409, "not_locked", "该账号目前没有被锁定，可以正常登录。"


class NoSecondFactor(DomainError):
    """There is nothing to be reset."""

    status, error, message = 409, "no_second_factor", "该账号没有设置动态验证码，无需重置。"


class SameUnit(DomainError):
    """A transfer leads to another unit."""

    status, error, message = 409, "same_unit", "该人员已在所选单位，无需调动。"


class UnitClosed(DomainError):
    """Nobody is moved to a unit that is closed."""

    status, error, message = 409, "unit_closed", "所选单位已停用，请选择其他单位。"


class TooManyNumbers(DomainError):
    """Whole ID numbers are looked at one by one, for a reason; not collected."""

    status, error = 429, "too_many_numbers"
    message = "一小时内最多查看 {most} 个完整证件号码，请稍后再试。"


def disable(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """Disable an account, which ends its sessions. Raises NotFound, NotAllowed or AccountDisabled."""
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    _ensure_active(person)
    set_active(session, person.id, active=False)
    note(session, person, Deed.DISABLED, reason, actor)
    return person


def enable(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """Enable an account again, with the password it had. Raises NotFound, NotAllowed or AccountActive."""
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    if person.active:
        raise AccountActive
    set_active(session, person.id, active=True)
    begin_unused(session.get_one(Credential, person.id, with_for_update={"key_share": True}))
    note(session, person, Deed.ENABLED, reason, actor)
    return person


def unlock(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """Take away the lock that failed sign-ins have set. Raises NotFound, NotAllowed or NotLocked."""
    person = person_for(session, actor, Action.UNLOCK, person_id)
    if locked_until(session, person.id) is None:
        raise NotLocked
    forget_failures(session, failures_keys(str(person.id)))
    note(session, person, Deed.UNLOCKED, reason, actor)
    return person


def reset_password(
    session: Session, actor: Actor, person_id: UUID, reason: str, deed_id: UUID
) -> tuple[Person, str | None]:
    """Give somebody a new first password, which ends their sessions and any lock; asked for again there is no other.

    Raises NotFound, NotAllowed or AccountDisabled.
    """
    person = person_for(session, actor, Action.RESET_PASSWORD, person_id)
    if session.get(PersonDeed, deed_id):
        return person, None
    _ensure_active(person)
    password = issue_first_password(session, person)
    forget_failures(session, failures_keys(str(person.id)))
    note(session, person, Deed.PASSWORD_RESET, reason, actor, deed_id=deed_id)
    return person, password


def reset_second_factor(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """Let somebody sign in without codes until they set up a phone again; their sessions end.

    Raises NotFound, NotAllowed, AccountDisabled or NoSecondFactor.
    """
    person = person_for(session, actor, Action.RESET_SECOND_FACTOR, person_id)
    _ensure_active(person)
    if second_factor_of(session, person.id) is None:
        raise NoSecondFactor
    second_factor.reset_second_factor(session, person)
    note(session, person, Deed.SECOND_FACTOR_RESET, reason, actor)
    return person


def end_all_sessions(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """Sign somebody out everywhere. Raises NotFound or NotAllowed."""
    person = person_for(session, actor, Action.END_SESSIONS, person_id)
    end_sessions(session, person.id)
    note(session, person, Deed.SESSIONS_ENDED, reason, actor)
    return person


def transfer_to(session: Session, actor: Actor, person_id: UUID, unit_id: UUID, reason: str) -> Person:
    """Move somebody to another unit, both being the administrator's. Raises NotFound, NotAllowed, SameUnit, UnitClosed.

    Their sessions end: what they may do is no longer what these were opened with.
    """
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    unit = unit_for(session, actor, Action.ADD_PERSON, unit_id)
    if unit.id == person.unit_id:
        raise SameUnit
    if unit.closed:
        raise UnitClosed
    left = unit_name(session, person.unit_id)
    transfer(session, person, unit)
    end_sessions(session, person.id)
    note(session, person, Deed.TRANSFERRED, f"由{left}调入{unit.name}。{reason}", actor, unit_to=unit.name)
    return person


def show_number(session: Session, actor: Actor, person_id: UUID, reason: str) -> str:
    """The whole ID number, noted with the reason. Raises NotFound, NotAllowed or TooManyNumbers."""
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    since = datetime.now(UTC) - timedelta(hours=1)
    lately = select(func.count()).where(
        PersonDeed.by == actor.id, PersonDeed.at > since, PersonDeed.deed == Deed.NUMBER_SHOWN
    )
    if (session.scalar(lately) or 0) >= MOST_NUMBERS_AN_HOUR:
        raise TooManyNumbers(most=MOST_NUMBERS_AN_HOUR)
    note(session, person, Deed.NUMBER_SHOWN, reason, actor)
    return decrypt(person.id_number, place=person.id_number_place)


def locked_until(session: Session, person_id: UUID) -> datetime | None:
    """Until when nobody can sign in to the account because of failures; None if somebody can."""
    found = locking.locked_until(session, failures_keys(str(person_id)))
    return found if found and found > datetime.now(UTC) else None


def note(
    session: Session,
    person: Person,
    deed: Deed,
    reason: str,
    actor: Actor | None,
    *,
    deed_id: UUID | None = None,
    unit_to: str | None = None,
) -> None:
    """Write down what was done, by somebody or by the clock, and tell the person what concerns them."""
    done = PersonDeed(
        id=deed_id or uuid4(),
        person_id=person.id,
        deed=deed,
        by=actor.id if actor else None,
        by_name=actor.name if actor else "系统",
        reason=reason,
    )
    session.add(done)
    session.flush()
    if deed in TOLD:
        about = {"deed_id": done.id, "person_id": person.id}
        publish(session, AccountDeedDone(version=1, **about, deed=TOLD[deed], reason=reason, unit_name=unit_to))


def _ensure_active(person: Person) -> None:
    if not person.active:
        raise AccountDisabled
