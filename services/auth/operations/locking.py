"""Failures that are counted: five in a row lock a login for fifteen minutes, whether it exists or not; never for good.

Those of one address, and of all addresses together, only slow down (`throttling.py`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.auth.models import SignInFailures
from shared.crypto import blind_index, blind_indexes
from shared.errors import DomainError

MOST_FAILURES = 5
LOCK = timedelta(minutes=15)
PURPOSE = "sign_in_failures"

_THESE = SignInFailures.key == any_(bindparam("keys", type_=ARRAY(LargeBinary)))
_COUNTED = select(SignInFailures).where(_THESE)
_LOCKED_UNTIL = select(func.max(SignInFailures.locked_until)).where(_THESE)
_FORGET = (
    delete(SignInFailures)
    .where(_THESE)
    .returning(SignInFailures.locked_until)
    .execution_options(synchronize_session=False)
)


class SignInLocked(DomainError):
    """Too many failures; told in the same words whether the login exists or not."""

    status, error = 429, "sign_in_locked"
    message = "密码连续输错 5 次，为保护账号安全已暂停登录，请在 {minutes} 分钟后再试。"


def failures_key(subject: str) -> bytes:
    """Under which key failures of this are to be counted."""
    return blind_index(subject, purpose=PURPOSE)


def failures_keys(subject: str) -> list[bytes]:
    """Under which keys failures of an id, or of a login that nobody has, stand; the first is to be counted under.

    The others are of before the key of indexes changed: a lock outlives that, what was counted begins anew.
    """
    return blind_indexes(subject, purpose=PURPOSE)


def locked_until(session: Session, keys: list[bytes]) -> datetime | None:
    """The end of the lock, which may be over; None if there is none."""
    return session.scalar(_LOCKED_UNTIL, {"keys": keys})


def failures_under(session: Session, *keys: bytes) -> dict[bytes, SignInFailures]:
    """What is counted under these keys."""
    return {row.key: row for row in session.scalars(_COUNTED, {"keys": list(keys)})}


def lock_in(counted: Mapping[bytes, SignInFailures], keys: list[bytes]) -> datetime | None:
    """The end of the lock in what is counted under these keys, which may be over; None if there is none."""
    ends = (counted[key].locked_until for key in keys if key in counted)
    return max(filter(None, ends), default=None)


def refuse_if_locked(session: Session, keys: list[bytes]) -> None:
    """Raise SignInLocked while the lock lasts."""
    refuse_until(locked_until(session, keys))


def refuse_until(until: datetime | None) -> None:
    """Raise SignInLocked until the end of a lock, if there is one."""
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


def forget_failures(session: Session, keys: list[bytes]) -> datetime | None:
    """A success ends the row. Returns the end of the lock that stood in it, which may be over."""
    ended = session.scalars(_FORGET, {"keys": keys}).all()
    return max(filter(None, ended), default=None)
