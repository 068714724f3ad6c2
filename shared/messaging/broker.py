"""Connections to the broker: who we are there is read at each connecting, since passwords change meanwhile."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
from redis.credentials import CredentialProvider

from shared.settings import settings


class CredentialsOfNow(CredentialProvider):
    """User and password as the address says now; the broker believes the old one until all have connected anew."""

    def get_credentials(self) -> tuple[str, str]:
        """As redis-py sends them."""
        address = urlsplit(settings.redis_url)
        return address.username or "default", address.password or ""


def connect(**options: Any) -> redis.Redis:
    """A client of the broker."""
    address = urlsplit(settings.redis_url)
    if address.password is None:
        return redis.Redis.from_url(settings.redis_url, **options)
    nameless = urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
    return redis.Redis.from_url(nameless, credential_provider=CredentialsOfNow(), **options)
