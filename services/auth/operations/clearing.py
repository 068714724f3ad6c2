"""Clearing away, each night, what has no further use: ended sessions, old counts, links and codes."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.auth.models import ContactCode, PasswordReset, SignInFailures, SignInSession
from services.auth.operations.letters import forget_old
from services.auth.operations.sessions import longest

COUNTS_KEPT = timedelta(hours=1)  # longer than any lock


def clear_up(session: Session, now: datetime) -> None:
    """Remove what nobody will ask for any more."""
    session.execute(delete(SignInSession).where(SignInSession.created_at < now - longest()))
    session.execute(delete(SignInFailures).where(SignInFailures.last_at < now - COUNTS_KEPT))
    session.execute(delete(PasswordReset).where(PasswordReset.expires_at < now))
    session.execute(delete(ContactCode).where(ContactCode.expires_at < now))
    forget_old(session)
