"""Staying signed in and signing out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from services.auth.models import Person, SignInSession
from services.auth.queries import grants_of
from shared.auth import Role
from shared.errors import DomainError

SESSION_BYTES = 32  # 256 bits
LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_OF_STAFF = timedelta(minutes=15)


class SessionEnded(DomainError):
    """Signed out, left alone for too long, or never there."""

    status, error, message = 401, "session_ended", "您已退出登录或长时间没有操作，请重新登录。"


@dataclass(frozen=True)
class StartedSession:
    """The id as it is given to the browser, this once, and when it ends at the latest."""

    id: str
    expires_at: datetime


def start_session(session: Session, person_id: UUID) -> StartedSession:
    """Begin a session under a new random id; what is left of the person's long-ended ones is cleared away."""
    now = datetime.now(UTC)
    long_ended = (SignInSession.person_id == person_id) & (SignInSession.created_at < now - LONGEST)
    session.execute(delete(SignInSession).where(long_ended))
    started = StartedSession(secrets.token_urlsafe(SESSION_BYTES), now + LONGEST)
    session.add(SignInSession(id_sha256=sha256_of(started.id), person_id=person_id, created_at=now, last_seen_at=now))
    return started


def continue_session(session: Session, session_id: str) -> Person:
    """Note that a session is in use and say whose it is; raises SessionEnded."""
    found = session.get(SignInSession, sha256_of(session_id))
    if found is None or found.ended_at is not None:
        raise SessionEnded
    person = session.get_one(Person, found.person_id)
    now = datetime.now(UTC)
    idle = now - found.last_seen_at > longest_idle(session, person.id)
    if idle or now - found.created_at > LONGEST or not person.active:
        raise SessionEnded
    found.last_seen_at = now
    return person


def longest_idle(session: Session, person_id: UUID) -> timedelta:
    """How long a session may be left alone: half as long for those who see or decide about others."""
    is_staff = any(grant.role != Role.PROFESSIONAL for grant in grants_of(session, person_id))
    return IDLE_OF_STAFF if is_staff else IDLE


def end_session(session: Session, session_id: str) -> None:
    """Sign out; an id that is unknown or has ended is signed out already."""
    _end(session, SignInSession.id_sha256 == sha256_of(session_id))


def end_sessions(session: Session, person_id: UUID) -> None:
    """End every session of a person."""
    _end(session, SignInSession.person_id == person_id)


def sha256_of(session_id: str) -> bytes:
    """What is kept of a session's id."""
    return hashlib.sha256(session_id.encode()).digest()


def _end(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(
        update(SignInSession).where(which, SignInSession.ended_at.is_(None)).values(ended_at=datetime.now(UTC))
    )
