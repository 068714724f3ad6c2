"""One service's database: engine, sessions, and the only place where anything is committed."""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, DateTime, Engine, Enum, Uuid, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from shared.addresses import get_in
from shared.settings import settings

# Seconds. Statements and locks are bounded in the server, so that no request and no message can hold the others up.
CONNECT_TIMEOUT = 5
STATEMENT_TIMEOUT = 5
LOCK_TIMEOUT = 3
# A host that is gone does not even say so. Whoever waits for its answer gives up after some ten seconds.
NOTHING_HEARD: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
POOL_SIZE = 8

TYPES: dict[Any, Any] = {UUID: Uuid()}


class SharedBase(DeclarativeBase):
    """Tables that every service's database has: messages in and out, and the history of statuses."""

    type_annotation_map = TYPES


def status_type(statuses: type[StrEnum]) -> Enum:
    """A status as readable text; which values are allowed is checked by the column's own CHECK."""
    return Enum(
        statuses,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


UTC_TIME = DateTime(timezone=True)


class Database:
    """The database of one service; engines are made late, so that a process may fork first."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._watchers: list[Callable[[Engine], None]] = []

    def watch(self, watcher: Callable[[Engine], None]) -> None:
        """Show somebody the engine, as soon as there is one."""
        if "engine" in vars(self):
            watcher(self.engine)
        else:
            self._watchers.append(watcher)

    @cached_property
    def engine(self) -> Engine:
        """The pool of connections of this process."""
        engine = self._engine(make_url(settings.database_url(self.service)))
        for watcher in self._watchers:
            watcher(engine)
        return engine

    @cached_property
    def replica(self) -> Engine:
        """Connections to a replica, while there is one, if the address names several hosts; else the same as all."""
        url = self.engine.url
        if "target_session_attrs" not in url.query:
            return self.engine
        return self._engine(url.update_query_dict({"target_session_attrs": "prefer-standby"}))

    def _engine(self, url: URL) -> Engine:
        milliseconds = 1000
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_use_lifo=True,
            hide_parameters=True,  # errors would take what people typed into logs
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT,
                **NOTHING_HEARD,
                "application_name": f"zhicheng-{self.service}",
                "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT * milliseconds}"
                f" -c lock_timeout={LOCK_TIMEOUT * milliseconds}",
            },
        )
        event.listen(engine, "do_connect", self._log_in)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _refuse_closed)
        return engine

    def _log_in(self, dialect: Any, _: Any, arguments: Any, parameters: dict[str, Any]) -> Any:
        """Connect with the password of now; that of the engine may have been changed long ago."""
        return get_in(
            lambda: settings.database_urls(self.service),
            lambda url: dialect.connect(*arguments, **parameters | {"password": make_url(url).password}),
            dialect.loaded_dbapi.OperationalError,
        )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone as a whole if anything is raised."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: no BEGIN and no COMMIT, which halves what a read costs the server."""
        with _looking(self.engine) as session:
            yield session

    @contextmanager
    def reading_behind(self) -> Iterator[Session]:
        """The same for what may be some seconds old, such as figures: at a replica, where there is one."""
        with _looking(self.replica) as session:
            yield session

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection on which every statement is committed by itself."""
        with self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _note_use(_: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = True


def _refuse_closed(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
    """A connection that its server has closed since it was used last is replaced before anybody has it.

    That it was closed lies in the socket: to ask the server would be a way there and back for each session. What else
    may lie there, such as a setting that was changed, costs a new connection and no more.
    """
    if "used" in record.info and (connection.closed or _has_something_to_read(connection.fileno())):
        raise InvalidatePoolError


def _has_something_to_read(socket: int) -> bool:
    looking = select.poll()
    looking.register(socket, select.POLLIN)
    return bool(looking.poll(0))


def _looking(engine: Engine) -> Session:
    return Session(_without_transactions(engine), expire_on_commit=False, autoflush=False)


@cache
def _without_transactions(engine: Engine) -> Engine:
    """The same connections; made once, as that takes as long as a statement."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")
