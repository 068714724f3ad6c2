"""Failures that are counted: five in a row lock a login for fifteen minutes, whether it exists or not; never for good.

Those of one address, and of all addresses together, only slow down (`throttling.py`).
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.auth.models import SignInFailures
from shared.crypto import blind_index
from shared.errors import DomainError

MOST_FAILURES = 5
LOCK = timedelta(minutes=15)


class SignInLocked(DomainError):
    """Too many failures; told in the same words whether the login exists or not."""

    status, error = 429, "sign_in_locked"
    message = "密码连续输错 5 次，为保护账号安全已暂停登录，请在 {minutes} 分钟后再试。"


def failures_key(subject: str) -> bytes:
    """Under which key failures are counted: that of a person's id, or of a login that nobody has."""
    return blind_index(subject, purpose="sign_in_failures")


def refuse_if_locked(session: Session, key: bytes) -> None:
    """Raise SignInLocked while the lock lasts."""
    until = session.scalar(select(SignInFailures.locked_until).where(SignInFailures.key == key))
    remaining = (until - datetime.now(UTC)).total_seconds() if until else 0
    if remaining > 0:
        raise SignInLocked(minutes=int(remaining // 60) + 1, retry_after=int(remaining) + 1)


def count_failure(session: Session, key: bytes, *further: bytes, person_id: UUID | None) -> None:
    """Count one more, in one statement, so that of many at once none is left out; the fifth of `key` sets the lock.

    `further` are only counted. `person_id`: whose account the key is for, if anybody's.
    """
    now = datetime.now(UTC)
    in_a_row = case((SignInFailures.last_at < now - LOCK, 1), else_=SignInFailures.failures + 1)
    locks = (SignInFailures.key == key) & (in_a_row >= MOST_FAILURES)
    # In one order, so that two who fail at once never wait for each other.
    first = insert(SignInFailures).values(
        [
            {"key": each, "failures": 1, "last_at": now, "person_id": person_id if each == key else None}
            for each in sorted({key, *further})
        ]
    )
    session.execute(
        first.on_conflict_do_update(
            index_elements=[SignInFailures.key],
            set_={
                "failures": in_a_row,
                "last_at": now,
                "person_id": first.excluded.person_id,
                "locked_until": case((locks, now + LOCK), else_=SignInFailures.locked_until),
            },
        )
    )


def forget_failures(session: Session, key: bytes) -> None:
    """A success ends the row."""
    session.execute(delete(SignInFailures).where(SignInFailures.key == key))
