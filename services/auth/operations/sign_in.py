"""Signing in with the account number, or with the ID number."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from services.auth.models import Credential, Person, SignInSession
from services.auth.operations import hashing
from services.auth.operations.credentials import fits, note_use
from services.auth.operations.id_numbers import indexes_of
from services.auth.operations.locking import (
    count_failure,
    failures_keys,
    failures_under,
    forget_failures,
    lock_in,
    refuse_if_locked,
    refuse_until,
)
from services.auth.operations.second_factor import code_opens
from services.auth.operations.sessions import (
    NO_BROWSER,
    Browser,
    SessionEnded,
    StartedSession,
    refuse_ended,
    renew,
    sha256_of,
    start_session,
)
from services.auth.operations.throttling import refuse_after, throttle_keys
from services.auth.queries import Account, account_of, must_change_password, password_days_left
from shared import audit
from shared.errors import DomainError

TIME_FOR_CODE = timedelta(minutes=10)


class SignInFailed(DomainError):
    """No such login, a wrong or expired password, or a disabled account: nobody is told which."""

    status, error = 401, "sign_in_failed"
    message = "账号或密码不正确。请核对后重试；初始密码 14 天内有效，过期或账号停用请联系单位管理员。"


class CodeRefused(DomainError):
    """Not the code of now, one that was used, or no recovery code of this person."""

    status, error, message = 401, "code_refused", "验证码不正确或已经用过，请等待手机上显示下一个验证码后再输入。"


@dataclass(frozen=True)
class SignedIn:
    """The new session, and whether all it opens yet is the entry of a code, or the change of the first password."""

    session: StartedSession
    first_login: bool
    code_needed: bool = False
    password_days_left: int | None = None


def sign_in(session: Session, login: str, password: str, browser: Browser = NO_BROWSER) -> SignedIn | None:
    """Start a session, or count a failure and return None.

    Nothing is raised for a failure, since its count must be committed. Raises SignInLocked, SignInThrottled.
    """
    now = datetime.now(UTC)
    account = _account(session, login)
    person = account.person if account else None
    keys, throttled_by = failures_keys(str(person.id) if person else login), throttle_keys(browser.address, now)
    counted = failures_under(session, *keys, *throttled_by)
    refuse_after(counted, throttled_by, now)
    audit.note(person=person, unknown_login=None if person else keys[0].hex()[:16])
    refuse_until(lock_in(counted, keys))
    if not _opens(account, password):
        audit.note(result=audit.Result.REFUSED)
        person_id = person.id if person else None
        count_failure(session, keys, *throttle_keys(browser.address, datetime.now(UTC)), person_id=person_id)
        return None
    return _begin(session, account, keys, password, browser) if account else None


def _begin(session: Session, account: Account, keys: list[bytes], password: str, browser: Browser) -> SignedIn:
    """The session of somebody whose password was right. Raises SignInLocked if others have failed meanwhile."""
    person_id, credential = account.person.id, session.get_one(Credential, account.person.id)
    if credential.password_hash and hashing.HASHER.check_needs_rehash(credential.password_hash):
        credential.password_hash = hashing.hash_password(password)
    note_use(credential)
    session.flush()  # the credential before the failures, as who changes a password has it: neither waits for the other
    if account.second_factor:  # only the code ends the row: whoever knows the password could guess at codes for ever
        refuse_if_locked(session, keys)
    else:
        refuse_until(forget_failures(session, keys))
    started = start_session(session, person_id, browser, awaits_code=account.second_factor)
    first_login, days_left = must_change_password(session, person_id), password_days_left(session, credential)
    return SignedIn(started, first_login, account.second_factor, days_left)


def enter_code(session: Session, session_id: str, code: str) -> SignedIn | None:
    """Complete a sign-in by a code, under a new id, or count a failure and return None.

    Raises SessionEnded if it began too long ago, SignInLocked.
    """
    found = session.get(SignInSession, sha256_of(session_id), with_for_update={"key_share": True})
    if found is None or not found.awaits_code or datetime.now(UTC) - found.created_at > TIME_FOR_CODE:
        raise SessionEnded
    refuse_ended(session, found)
    audit.note(person=session.get_one(Person, found.person_id))
    keys = failures_keys(str(found.person_id))
    refuse_if_locked(session, keys)
    if not code_opens(session, found.person_id, code):
        audit.note(result=audit.Result.REFUSED)
        count_failure(session, keys, person_id=found.person_id)
        return None
    forget_failures(session, keys)
    found.awaits_code = False
    left = password_days_left(session, session.get_one(Credential, found.person_id))
    return SignedIn(renew(found), must_change_password(session, found.person_id), password_days_left=left)


def find_person(session: Session, login: str) -> Person | None:
    """Whom a login means."""
    account = _account(session, login)
    return account.person if account else None


def _account(session: Session, login: str) -> Account | None:
    """Looked for again where a new key came between making the index and looking, and the row is under it already."""
    login = login.strip()
    indexes = indexes_of(login)
    found = account_of(session, login, indexes)
    if found is None and (now := indexes_of(login)) != indexes:
        found = account_of(session, login, now)
    return found


def _opens(account: Account | None, password: str) -> bool:
    if account is None or account.credential is None:
        hashing.spend_the_time_of_a_check(password)
        return False
    return fits(account.credential, password) and account.person.active
