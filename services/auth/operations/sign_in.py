"""Signing in with the account number, or with the ID number."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.auth.models import Credential, Person
from services.auth.operations import hashing
from services.auth.operations.credentials import fits, note_use
from services.auth.operations.id_numbers import index_of
from services.auth.operations.locking import count_failure, failures_key, forget_failures, refuse_if_locked
from services.auth.operations.sessions import NO_BROWSER, Browser, StartedSession, start_session
from services.auth.queries import person_of_account, person_of_id_number
from shared import audit
from shared.errors import DomainError


class SignInFailed(DomainError):
    """No such login, a wrong or expired password, or a disabled account: nobody is told which."""

    status, error = 401, "sign_in_failed"
    message = "账号或密码不正确。请核对后重试；初始密码 14 天内有效，过期或账号停用请联系单位管理员。"


@dataclass(frozen=True)
class SignedIn:
    """The new session, and whether it opens nothing but the change of the first password."""

    session: StartedSession
    first_login: bool


def sign_in(session: Session, login: str, password: str, browser: Browser = NO_BROWSER) -> SignedIn | None:
    """Start a session, or count a failure and return None.

    Nothing is raised for a failure, since its count must be committed. Raises SignInLocked.
    """
    person = find_person(session, login)
    key = failures_key(str(person.id) if person else login)
    audit.note(person=person, unknown_login=None if person else key.hex()[:16])
    refuse_if_locked(session, key)
    if not _opens(session, person, password):
        audit.note(result=audit.Result.REFUSED)
        count_failure(session, key)
        return None
    if person is None:
        return None
    refuse_if_locked(session, key)  # others may have failed while this one was being checked
    forget_failures(session, key)
    credential = session.get_one(Credential, person.id)
    if credential.password_hash and hashing.HASHER.check_needs_rehash(credential.password_hash):
        credential.password_hash = hashing.hash_password(password)
    note_use(credential)
    return SignedIn(start_session(session, person.id, browser), credential.first_password is not None)


def find_person(session: Session, login: str) -> Person | None:
    """Whom a login means: account numbers have fewer digits than any ID number has characters."""
    login = login.strip()
    return person_of_account(session, login) or person_of_id_number(session, index_of(login))


def _opens(session: Session, person: Person | None, password: str) -> bool:
    credential = session.get(Credential, person.id) if person else None
    if person is None or credential is None:
        hashing.spend_the_time_of_a_check(password)
        return False
    return fits(credential, password) and person.active
