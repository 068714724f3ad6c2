"""A connection that is kept is used again, and one that its server has closed is replaced before anybody has it."""

from collections.abc import Iterator
from select import select

import pytest
from sqlalchemy import Engine, text

from shared.db import Database

MINE = text("SELECT pg_backend_pid()")
END = text("SELECT pg_terminate_backend(:pid, 5000)")
PATIENCE = 60.0


@pytest.fixture
def place(migrated: None) -> Iterator[Database]:
    """A database with a pool of its own."""
    place = Database("review")
    yield place
    place.engine.dispose()


def backends(engine: Engine, count: int) -> list[int]:
    """The server's processes behind so many connections that are in use at the same time."""
    connections = [engine.connect() for _ in range(count)]
    pids = [connection.execute(MINE).scalar_one() for connection in connections]
    for connection in connections:
        connection.close()
    return pids


def test_the_one_used_last_is_used_again(place: Database) -> None:
    _, _, last = backends(place.engine, 3)

    assert backends(place.engine, 1) == [last]
    assert backends(place.engine, 1) == [last]


def test_when_the_server_has_ended_those_that_are_kept_nobody_notices(place: Database) -> None:
    before = backends(place.engine, 3)
    other = Database("review")
    with other.at_once() as ending:
        assert all(ending.execute(END, {"pid": pid}).scalar_one() for pid in before)
    other.engine.dispose()

    for way in (place.transaction, place.reading):
        with way() as session:
            assert session.execute(MINE).scalar_one() not in before
    with place.at_once() as connection:
        assert connection.execute(MINE).scalar_one() not in before
    assert not set(backends(place.engine, 3)) & set(before)


def test_one_that_was_closed_on_our_side_is_replaced_too(place: Database) -> None:
    with place.at_once() as connection:
        before = connection.execute(MINE).scalar_one()
        driver = connection.connection.driver_connection
    assert driver is not None
    driver.close()

    assert backends(place.engine, 1) != [before]


def test_what_the_server_says_of_its_own_accord_costs_a_connection_and_no_more(place: Database) -> None:
    [before] = backends(place.engine, 1)
    with place.engine.connect() as listening:
        listening.execute(text("LISTEN something"))
        listening.commit()
        driver = listening.connection.driver_connection
    other = Database("review")
    with other.at_once() as telling:
        telling.execute(text("NOTIFY something"))
    other.engine.dispose()

    assert driver is not None
    assert select([driver], [], [], PATIENCE)[0], "the server's word has not arrived"
    assert backends(place.engine, 1) != [before]
