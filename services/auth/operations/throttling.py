"""Slowing down whoever guesses at many accounts: by address, and everywhere at once if many addresses do so.

Counted for a quarter of an hour (an address) and a minute (everywhere), so nothing is slowed down for good. An office
behind one address may mistype often; while failures come from everywhere, an address has one failure free.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from services.auth.models import SignInFailures
from services.auth.operations.locking import failures_key, failures_under
from shared.errors import DomainError
from shared.settings import settings

ADDRESS_MINUTES, EVERYWHERE_MINUTES = 15, 1
FREE_WHILE_MANY_FAIL = 1
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(minutes=5)
MOST_DOUBLINGS = 10
HOME_PREFIX = 64  # an IPv6 connection has as many addresses as it likes below this


class SignInThrottled(DomainError):
    """Too many failures from one address, or everywhere; says nothing of any account."""

    status, error = 429, "sign_in_throttled"
    message = "登录尝试过于频繁，请在 {retry_after} 秒后再试。"


def throttle_keys(address: str, now: datetime) -> tuple[bytes, bytes]:
    """Under which keys a failure from this address is counted now: the address, and everywhere."""
    minute = int(now.timestamp()) // 60
    return (
        failures_key(f"address|{_home(address)}|{minute // ADDRESS_MINUTES}"),
        failures_key(f"everywhere|{minute // EVERYWHERE_MINUTES}"),
    )


def refuse_if_throttled(session: Session, address: str) -> None:
    """Raise SignInThrottled while this address has to wait."""
    now = datetime.now(UTC)
    keys = throttle_keys(address, now)
    refuse_after(failures_under(session, *keys), keys, now)


def refuse_after(counted: Mapping[bytes, SignInFailures], keys: tuple[bytes, bytes], now: datetime) -> None:
    """The same, of what is counted under the address and everywhere."""
    here, everywhere = keys
    if here not in counted:
        return
    many = everywhere in counted and counted[everywhere].failures >= settings.sign_in_failures_per_minute
    free = FREE_WHILE_MANY_FAIL if many else settings.sign_in_failures_per_address
    delay = _delay(counted[here].failures - free)
    remaining = (counted[here].last_at + delay - now).total_seconds()
    if delay and remaining > 0:  # without one, whoever failed in this very moment keeps nobody waiting
        raise SignInThrottled(retry_after=int(remaining) + 1)


def _delay(beyond: int) -> timedelta:
    """How long to wait after so many failures beyond those that are free: twice as long after each."""
    if beyond < 0:
        return timedelta()
    return min(FIRST_DELAY * (1 << min(beyond, MOST_DOUBLINGS)), LONGEST_DELAY)


def _home(address: str) -> str:
    parsed = ip_address(address)
    return str(ip_network((parsed, HOME_PREFIX), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
