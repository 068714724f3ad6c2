"""Failures that are counted: five in a row lock a login for fifteen minutes, whether it exists or not; never for good.

Those of one address, and of all addresses together, only slow down (`throttling.py`).
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.auth.models import SignInFailures
from shared.crypto import blind_indexes
from shared.errors import DomainError

MOST_FAILURES = 5
LOCK = timedelta(minutes=15)


class SignInLocked(DomainError):
    """Too many failures; told in the same words whether the login exists or not."""

    status, error = 429, "sign_in_locked"
    message = "密码连续输错 5 次，为保护账号安全已暂停登录，请在 {minutes} 分钟后再试。"


def failures_keys(subject: str) -> list[bytes]:
    """Under which keys failures of an id, or of a login that nobody has, stand; the first is to be counted under.

    The others are of before the key of indexes changed: a lock outlives that, what was counted begins anew.
    """
    return blind_indexes(subject, purpose="sign_in_failures")


def locked_until(session: Session, keys: list[bytes]) -> datetime | None:
    """The end of the lock, which may be over; None if there is none."""
    return session.scalar(select(func.max(SignInFailures.locked_until)).where(SignInFailures.key.in_(keys)))


def refuse_if_locked(session: Session, keys: list[bytes]) -> None:
    """Raise SignInLocked while the lock lasts."""
    until = locked_until(session, keys)
    remaining = (until - datetime.now(UTC)).total_seconds() if until else 0
    if remaining > 0:
        raise SignInLocked(minutes=int(remaining // 60) + 1, retry_after=int(remaining) + 1)


def count_failure(session: Session, keys: list[bytes], *further: bytes, person_id: UUID | None) -> None:
    """Count one more, in one statement, so that of many at once none is left out; the fifth of a subject sets the lock.

    `further` are only counted. `person_id`: whose account the keys are for, if anybody's.
    """
    key, now = keys[0], datetime.now(UTC)
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


def forget_failures(session: Session, keys: list[bytes]) -> None:
    """A success ends the row."""
    session.execute(delete(SignInFailures).where(SignInFailures.key.in_(keys)))
