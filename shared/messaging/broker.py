"""Connections to the broker: who we are there is read at each connecting, since passwords change meanwhile."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.retry import Retry

from shared.messaging.broker_keys import KEY_PREFIX
from shared.messaging.envelope import Envelope, laid
from shared.settings import settings


class CredentialsOfNow(CredentialProvider):
    """User and password as the address says now; the broker believes the old one until all have connected anew."""

    def get_credentials(self) -> tuple[str, str]:
        """As redis-py sends them."""
        address = urlsplit(settings.redis_url)
        return address.username or "default", address.password or ""


def connect() -> redis.Redis:
    """A client of the broker. Each answer is waited for some seconds, once more where the connection was an old one."""
    options: dict[str, Any] = {"socket_timeout": 5, "socket_connect_timeout": 2, "retry": Retry(NoBackoff(), 1)}
    address = urlsplit(settings.redis_url)
    if address.password is None:
        return redis.Redis.from_url(settings.redis_url, **options)
    nameless = urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
    return redis.Redis.from_url(nameless, credential_provider=CredentialsOfNow(), **options)


def lay(broker: redis.Redis, queue: str, envelopes: Iterable[Envelope]) -> int:
    """Lay messages into a queue, all or none, and return how many lie there now.

    Raises a redis.RedisError where the broker does not take them.
    """
    return int(broker.lpush(f"{KEY_PREFIX}{queue}", *map(laid, envelopes)))


def lay_first(broker: redis.Redis, queue: str, envelope: Envelope) -> None:
    """Lay a message before all that wait in a queue. Raises a redis.RedisError where the broker does not take it."""
    broker.rpush(f"{KEY_PREFIX}{queue}", laid(envelope))
