"""First passwords, and passwords of one's own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from services.auth.models import Credential, Person
from services.auth.operations import hashing
from services.auth.operations.former_passwords import keep_former, was_used
from services.auth.operations.locking import count_failure, failures_keys, refuse_if_locked
from services.auth.operations.password_rules import faults_of, faults_of_kinds
from services.auth.operations.sessions import NO_BROWSER, Browser, StartedSession, end_sessions, start_session
from services.auth.queries import MLPS3, contacts_of, policy_in_force, unit_name
from shared import audit
from shared.crypto import decrypt
from shared.errors import DomainError

FIRST_PASSWORD_DAYS = 14  # slips are handed out on paper


class PasswordNotChanged(DomainError):
    """The old password is wrong or the new one is not good enough; `fields` says which and why."""

    status, error, message = 422, "password_not_changed", "密码没有修改，请按提示更正。"


@dataclass(frozen=True)
class PasswordChange:
    """Either the new session, or what was wrong."""

    session: StartedSession | None
    fields: dict[str, list[str]]


def issue_first_password(session: Session, person: Person, password: str | None = None) -> str:
    """Give a person a random password that is good for one thing, choosing an own one, and for 14 days.

    Only demo data names the `password`. All sessions of the person end.
    """
    credential = session.get(Credential, person.id) or Credential(person_id=person.id)
    end_sessions(session, person.id)
    return _hand_out(session, credential, password or hashing.new_first_password())


def give_first_password(session: Session, person: Person) -> str:
    """The same for somebody new, who has neither a password nor sessions yet."""
    return _hand_out(session, Credential(person_id=person.id), hashing.new_first_password())


def _hand_out(session: Session, credential: Credential, password: str) -> str:
    credential.password_hash = None
    credential.first_password = hashing.keep_code(credential.person_id, password, place=credential.first_password_place)
    credential.first_password_expires_at = datetime.now(UTC) + timedelta(days=FIRST_PASSWORD_DAYS)
    credential.changed_at = datetime.now(UTC)
    begin_unused(credential)
    session.add(credential)
    return password


def set_password(session: Session, person: Person, password: str) -> None:
    """Make the password the person's own, end all sessions and forget the first password; raises PasswordNotChanged."""
    faults = _faults(session, person, password)
    if faults:
        raise PasswordNotChanged(fields={"new_password": faults})
    credential = session.get_one(Credential, person.id, with_for_update={"key_share": True})
    _set(session, credential, password)


def change_password(
    session: Session, person_id: UUID, old: str, new: str, browser: Browser = NO_BROWSER
) -> PasswordChange:
    """Replace a person's password by one of their choice and start a new session; all others end.

    A wrong old password counts like a failed sign-in, so nothing is raised for it: the count must be committed.
    Raises SignInLocked.
    """
    person = session.get_one(Person, person_id)
    keys = failures_keys(str(person.id))
    refuse_if_locked(session, keys)
    credential = session.get_one(Credential, person_id, with_for_update={"key_share": True})
    fields: dict[str, list[str]] = {}
    if not fits(credential, old):
        count_failure(session, keys, person_id=person.id)
        fields["old_password"] = ["原密码不正确，请重新输入。"]
    faults = _faults(session, person, new)
    if hashing.normalised(old) == hashing.normalised(new):
        faults.append("新密码不能与原密码相同。")
    if faults:
        fields["new_password"] = faults
    if fields:
        audit.note(result=audit.Result.REFUSED, fields=list(fields))
        return PasswordChange(None, fields)
    _set(session, credential, new)
    return PasswordChange(start_session(session, person_id, browser), {})


def note_use(credential: Credential) -> None:
    """Somebody has signed in: the account is not an unused one."""
    credential.last_signed_in_at = datetime.now(UTC)
    begin_unused(credential)


def begin_unused(credential: Credential) -> None:
    """Count the days without use from now."""
    credential.unused_since = datetime.now(UTC)
    credential.unused_warned_at = None


def fits(credential: Credential, password: str) -> bool:
    """Whether the password opens the account now; takes the same time for every kind of credential."""
    if credential.password_hash is not None:
        return hashing.fits(credential.password_hash, password)
    hashing.spend_the_time_of_a_check(password)
    if credential.first_password is None or credential.first_password_expires_at is None:
        return False
    kept, place = credential.first_password, credential.first_password_place
    good = hashing.fits_code(kept, credential.person_id, password, place=place)
    return good and credential.first_password_expires_at > datetime.now(UTC)


def _set(session: Session, credential: Credential, password: str) -> None:
    keep_former(session, credential)
    credential.password_hash = hashing.hash_password(password)
    credential.first_password = credential.first_password_expires_at = None
    credential.changed_at = datetime.now(UTC)
    end_sessions(session, credential.person_id)


def _faults(session: Session, person: Person, password: str) -> list[str]:
    mlps3 = policy_in_force(session) == MLPS3
    faults = faults_of_kinds(password) if mlps3 else []
    faults += faults_of(
        password,
        account=person.account,
        name=person.name,
        id_number=decrypt(person.id_number, place=person.id_number_place),
        unit_name=unit_name(session, person.unit_id),
        contacts=[contact.plain for contact in contacts_of(session, person.id)],
    )
    if not faults and was_used(session, person.id, password):
        faults.append("不能使用最近 5 次用过的密码，请更换。")
    return faults
