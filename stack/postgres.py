"""PostgreSQL from its wheel, run by our own hand: on 127.0.0.1 only, with passwords, and never as root."""

import shutil
import signal
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from shared.addresses import get_in
from shared.settings import SERVICES
from stack.child import Command, end_all, identity_of, wait_until
from stack.passwords import new_password, password, passwords, write_private
from stack.postgres_programs import programs, run
from stack.unprivileged import give_away, make_own_folder, unprivileged_user

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "wal_keep_size": "256MB",  # as long as a backup copies the cluster, what was logged meanwhile has to be there
    "max_worker_processes": "4",
    "io_method": "sync",  # no extra I/O workers: a small database has no use for them
    "jit": "off",
    "log_checkpoints": "off",
    "log_connections": "",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",  # of the C library: under C or the built-in one trigrams see no Chinese
    "--no-instructions",
)


class PostgresCannotStart(Exception):
    """The message says why and what to do about it."""


@dataclass(frozen=True)
class Postgres:
    """One cluster in `data`/postgres, with its passwords in `data`/secrets."""

    data: Path
    port: int
    archive: str = ""  # a folder for every finished piece of the log: with a backup, the way to any later moment
    tuned: Mapping[str, str] = field(default_factory=dict)  # other settings than the usual ones, for a time

    @property
    def cluster(self) -> Path:
        """The folder of the cluster, or a link to it."""
        return self.data / "postgres"

    def url(self, service: str) -> str:
        """What a service connects with: its own role, its own database."""
        return self._urls(service)[-1]

    def is_own(self, url: str, service: str) -> bool:
        """Whether an address is that of the service in this cluster, whatever the password."""
        return url.rpartition("@")[2] == self.url(service).rpartition("@")[2]

    def address_file(self, service: str) -> Path:
        """Where a service reads what it connects with, each time."""
        return self.data / "secrets" / f"database-url-{service}"

    def write_addresses(self) -> None:
        """Write these files."""
        for service in SERVICES:
            write_private(self.address_file(service), "\n".join(self._urls(service)))

    def change_password(self, role: str) -> None:
        """Give a role another password while others connect: they know both as long as nobody can tell which counts."""
        kept, new = self.data / "secrets" / f"postgres-{role}", new_password()
        known = passwords(kept.parent, kept.name)
        with self.superuser("postgres") as connection:
            write_private(kept, "\n".join([*known, new]))
            self.write_addresses()
            connection.pgconn.change_password(role.encode(), new.encode())
        write_private(kept, new)
        self.write_addresses()

    def command(self) -> Command:
        """How to run the server in the foreground; clears away first what a killed run has left."""
        given = SETTINGS | (_archiving(Path(self.archive)) if self.archive else {}) | dict(self.tuned)
        settings = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        return Command(
            [str(programs() / "postgres"), "-D", str(self.cluster.resolve()), "-p", str(self.port), *settings],
            user=unprivileged_user(),
            stop_signal=signal.SIGINT,  # "fast": connections are closed, a restart needs no recovery
            before_start=self.clear_leftover,
            directory=Path("/"),
        )

    def copying(self) -> Command:
        """How to copy the running cluster as one archive on standard output, with the log that makes it whole."""
        address = ("--host=127.0.0.1", f"--port={self.port}", f"--username={SUPERUSER}", "--no-password")
        what = ("--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast")
        return Command(
            [str(programs() / "pg_basebackup"), *address, *what],
            user=unprivileged_user(),
            environment={"PGPASSWORD": self._password(SUPERUSER)},
            directory=Path("/"),
        )

    def receiving(self) -> Command:
        """How to unpack such an archive from standard input into a new, empty cluster."""
        make_own_folder(self.cluster)
        unpack = ["tar", "--extract", "--directory", str(self.cluster.resolve())]
        return Command(unpack, user=unprivileged_user(), directory=Path("/"))

    def recover(self, archive: Path, until: datetime) -> None:
        """Let the next start go on from the copied state, through the archived log, to a moment."""
        fetch = f'cp "{archive.resolve()}/%f" "%p"'
        settings = {
            "restore_command": fetch,
            "recovery_target_time": until.isoformat(),
            "recovery_target_action": "promote",
        }
        with (self.cluster / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        signal_file = self.cluster / "recovery.signal"
        signal_file.touch()
        give_away(signal_file)

    def wait_until_recovered(self, seconds: float) -> bool:
        """Whether the server has become one that is written to, within so many seconds."""
        with self.superuser("postgres") as connection:
            asked = "SELECT 'recovered' WHERE NOT pg_is_in_recovery()"
            return wait_until(lambda: connection.execute(asked).fetchone() is not None, seconds, pause=0.1)

    def prepare(self) -> None:
        """Make the cluster if there is none.

        Raises `PostgresCannotStart` with what initdb says.
        """
        if (self.cluster / "PG_VERSION").exists():
            return
        self.data.mkdir(parents=True, exist_ok=True)
        self.destroy()  # what an interrupted first start has left
        make_own_folder(self.cluster)
        home = self.cluster.resolve()
        with tempfile.NamedTemporaryFile("w", prefix="zhicheng-") as file:  # ours alone, and gone in a second
            file.write(self._password(SUPERUSER))
            file.flush()
            give_away(Path(file.name))
            made = run("initdb", "-D", str(home), "-U", SUPERUSER, f"--pwfile={file.name}", *INITDB)
        if made.returncode:
            self.destroy()
            raise PostgresCannotStart(f"PostgreSQL 的数据目录无法建立（initdb）：\n{made.stderr.strip()}")

    def destroy(self) -> None:
        """Remove the cluster, wherever it lies."""
        shutil.rmtree(self.cluster.resolve(), ignore_errors=True)
        if self.cluster.is_symlink():
            self.cluster.unlink()

    def clear_leftover(self) -> None:
        """End a server of a killed run that still uses this cluster; forget a lock file whose server is gone."""
        lock = self.cluster / "postmaster.pid"
        try:
            pid = int(lock.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            lock.unlink(missing_ok=True)
            return
        leftover = identity_of(pid)
        if leftover and self._is_our_server(pid):
            end_all([leftover], signal.SIGINT)
        lock.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether the server lets us in."""
        try:
            with self.superuser("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def make_databases(self, services: Iterable[str]) -> None:
        """A database for each service, owned by a role of its own, closed to the others."""
        with self.superuser("postgres") as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
            for service in services:
                name = sql.Identifier(service)
                if service not in roles:
                    secret = sql.Literal(self._password(service))
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, secret))
                if service not in databases:
                    connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))
                connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))

    def superuser(self, database: str) -> "psycopg.Connection[tuple[str]]":
        """A connection as the one who may do everything in this cluster."""
        connect = partial(psycopg.connect, host="127.0.0.1", port=self.port, user=SUPERUSER, dbname=database)
        return get_in(
            lambda: passwords(self.data / "secrets", f"postgres-{SUPERUSER}"),
            lambda known: connect(password=known, autocommit=True, connect_timeout=2),
            psycopg.OperationalError,
        )

    def _password(self, name: str) -> str:
        return password(self.data / "secrets", f"postgres-{name}")

    def _urls(self, service: str) -> list[str]:
        known = passwords(self.data / "secrets", f"postgres-{service}")
        return [f"postgresql+psycopg://{service}:{each}@127.0.0.1:{self.port}/{service}" for each in known]

    def _is_our_server(self, pid: int) -> bool:
        try:
            arguments = psutil.Process(pid).cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        return str(self.cluster.resolve()) in arguments


def _archiving(folder: Path) -> dict[str, str]:
    """Copy each piece of the log under another name first, so that a half is never taken for a whole."""
    kept, half = f'"{folder.resolve()}/%f"', f'"{folder.resolve()}/%f.half"'
    return {
        "archive_mode": "on",
        "archive_timeout": "60",
        "archive_command": f'test -f {kept} || (cp "%p" {half} && mv {half} {kept})',
    }
