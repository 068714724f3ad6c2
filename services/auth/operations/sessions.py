"""Staying signed in and signing out."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, true, update
from sqlalchemy.orm import Session

from services.auth.models import Person, SignInSession
from services.auth.queries import is_staff
from shared import audit
from shared.auth import Actor
from shared.errors import DomainError, NotFound
from shared.settings import settings

SESSION_BYTES = 32  # 256 bits
LONGEST_AGENT = 300
SESSION_NAME = re.compile(r"[0-9a-f]{64}")  # the SHA-256 of its id


class SessionEnded(DomainError):
    """Signed out, left alone for too long, or never there."""

    status, error, message = 401, "session_ended", "您已退出登录或长时间没有操作，请重新登录。"


class CodeNeeded(DomainError):
    """The password was right; without the code of the phone the session opens nothing."""

    status, error, message = 401, "code_needed", "请先输入手机上的动态验证码，完成登录。"


class Browser(NamedTuple):
    """Where a session is used, as far as its person may want to recognise it."""

    address: str
    agent: str


NO_BROWSER = Browser("0.0.0.0", "")  # noqa: S104 - nothing listens there


@dataclass(frozen=True)
class StartedSession:
    """The id as it is given to the browser, this once, and when it ends at the latest."""

    id: str
    expires_at: datetime


def start_session(
    session: Session, person_id: UUID, browser: Browser = NO_BROWSER, *, awaits_code: bool = False
) -> StartedSession:
    """Begin a session under a new random id; one that `awaits_code` opens nothing until that is there."""
    now = datetime.now(UTC)
    started = StartedSession(secrets.token_urlsafe(SESSION_BYTES), now + longest())
    row = SignInSession(
        id_sha256=sha256_of(started.id),
        person_id=person_id,
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
        awaits_code=awaits_code,
        address=browser.address,
        user_agent=browser.agent[:LONGEST_AGENT],
    )
    session.add(row)
    return started


def continue_session(session: Session, session_id: str) -> SignInSession:
    """Note that a session is in use; raises SessionEnded."""
    found = session.get(SignInSession, sha256_of(session_id))
    if found is None:
        raise SessionEnded
    refuse_ended(session, found)
    if found.awaits_code:
        raise CodeNeeded
    found.last_seen_at = datetime.now(UTC)
    return found


def refuse_ended(session: Session, found: SignInSession) -> None:
    """Raise SessionEnded for a session that is over, whatever ended it."""
    now = datetime.now(UTC)
    idle = now - found.last_seen_at > longest_idle(session, found.person_id)
    too_old = now - found.created_at > longest()
    if found.ended_at or idle or too_old or not session.get_one(Person, found.person_id).active:
        raise SessionEnded


def session_of_actor(session: Session, actor: Actor) -> SignInSession:
    """The session in which somebody acts, locked. Raises SessionEnded: a token may outlive its session by seconds."""
    found = session.get(
        SignInSession, bytes.fromhex(actor.session), with_for_update={"key_share": True}, populate_existing=True
    )
    if found is None:
        raise SessionEnded
    refuse_ended(session, found)
    return found


def renew(found: SignInSession) -> StartedSession:
    """Note that the person has just proved who they are; the session may do more now, and gets a new id."""
    renewed = StartedSession(secrets.token_urlsafe(SESSION_BYTES), found.created_at + longest())
    found.id_sha256 = sha256_of(renewed.id)
    found.confirmed_at = found.last_seen_at = datetime.now(UTC)
    return renewed


def longest() -> timedelta:
    """After how long any session ends."""
    return timedelta(hours=settings.session_hours)


def longest_idle(session: Session, person_id: UUID) -> timedelta:
    """How long a session may be left alone: less long for those who see or decide about others."""
    minutes = settings.staff_idle_minutes if is_staff(session, person_id) else settings.session_idle_minutes
    return timedelta(minutes=minutes)


def end_session(session: Session, session_id: str) -> None:
    """Sign out; an id that is unknown or has ended is signed out already."""
    found = session.get(SignInSession, sha256_of(session_id))
    audit.note(person=session.get(Person, found.person_id) if found else None)
    _end(session, SignInSession.id_sha256 == sha256_of(session_id))


def end_own_session(session: Session, person_id: UUID, name: str) -> None:
    """End the session of this person that a list names; raises NotFound."""
    found = session.get(SignInSession, bytes.fromhex(name)) if SESSION_NAME.fullmatch(name) else None
    if found is None or found.person_id != person_id:
        raise NotFound
    found.ended_at = found.ended_at or datetime.now(UTC)


def end_sessions(session: Session, person_id: UUID, *, but: SignInSession | None = None) -> None:
    """End every session of a person, or every other than one."""
    others = SignInSession.id_sha256 != but.id_sha256 if but else true()
    _end(session, (SignInSession.person_id == person_id) & others)


def sha256_of(session_id: str) -> bytes:
    """What is kept of a session's id."""
    return hashlib.sha256(session_id.encode()).digest()


def _end(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(
        update(SignInSession).where(which, SignInSession.ended_at.is_(None)).values(ended_at=datetime.now(UTC))
    )
