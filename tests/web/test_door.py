"""When more people come than can be served, those who hand in get through, and the others are asked to come again."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Lock

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.arrival import CAME, HEADER, LONGEST_WAIT, arrived_at
from stack.ports import free_base
from stack.processes import GATEWAY_THREADS
from tests.messaging.conftest import process, wait_until
from web.door import DOING_LINE, FOR_LOOKING, LATEST, LOOKING_LINE, PLACES, SOONEST, TURNED_AWAY, Door

TOO_MANY = 4


@pytest.fixture
def crowded() -> Iterator[httpx.Client]:
    """The door as it stands before the gateway in production: gunicorn, one process."""
    address = f"127.0.0.1:{free_base()}"
    options = "--config=python:stack.gunicorn", f"--threads={GATEWAY_THREADS}", f"--bind={address}", "--log-level=error"
    with (
        process(sys.executable, "-m", "gunicorn", *options, "tests.web.crowded:door"),
        httpx.Client(base_url=f"http://{address}", headers={"Connection": "close"}, timeout=120) as client,
    ):
        wait_until(lambda: answers(client))
        yield client


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


class Lookers:
    """People who open a page all at once."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.lock = Lock()
        self.refused: list[httpx.Response] = []

    def look(self, _: int) -> int:
        answer = self.client.get("/page")
        if answer.status_code == 503:
            with self.lock:
                self.refused.append(answer)
        return answer.status_code


def test_a_submission_gets_through_while_browsing_is_asked_to_come_again(crowded: httpx.Client) -> None:
    lookers = Lookers(crowded)
    with ThreadPoolExecutor(FOR_LOOKING + LOOKING_LINE + TOO_MANY) as pool:
        looking = [pool.submit(lookers.look, number) for number in range(FOR_LOOKING + LOOKING_LINE + TOO_MANY)]
        wait_until(lambda: len(lookers.refused) >= TOO_MANY)

        assert crowded.post("/record/submission").status_code == 200
        statuses = [one.result() for one in looking]

    assert statuses.count(200) >= FOR_LOOKING
    for refused in lookers.refused:
        assert SOONEST <= int(refused.headers["Retry-After"]) <= LATEST
        assert "再试一次" in refused.text
        assert refused.headers["Cache-Control"] == "no-store"
    assert crowded.get("/page").status_code == 200


def test_there_are_threads_for_all_who_are_served_or_wait_and_for_sending_others_away() -> None:
    assert PLACES + LOOKING_LINE + DOING_LINE < GATEWAY_THREADS


def test_places_are_given_back_whatever_becomes_of_a_request() -> None:
    def breaks(*_: object) -> list[bytes]:
        raise ZeroDivisionError

    door = Door(breaks)
    for method in ("GET", "POST") * (PLACES + 1):
        with pytest.raises(ZeroDivisionError):
            door({"REQUEST_METHOD": method, "PATH_INFO": "/"}, lambda *_: None)  # type: ignore[arg-type]


def test_who_watches_over_the_gateway_and_style_sheets_need_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(lambda *_: [b"there"])
    monkeypatch.setattr(door.looking, "enter", lambda: pytest.fail("took a place"))
    for path in ("/healthz", "/readyz", "/metrics", "/static/main.css", "/bootstrap/static/x.js"):
        assert list(door({"REQUEST_METHOD": "GET", "PATH_INFO": path}, lambda *_: None)) == [b"there"]  # type: ignore[arg-type]


def test_a_form_whose_turn_did_not_come_is_given_back_as_it_was_typed(client: FlaskClient) -> None:
    typed = {"key": "abc", "school": "河北医科大学<b>"}

    answer = client.post("/record/submission", data=typed, environ_overrides={TURNED_AWAY: True})

    assert answer.status_code == 503
    assert SOONEST <= int(answer.headers["Retry-After"]) <= LATEST
    assert "操作没有进行" in answer.text
    assert 'name="school" value="河北医科大学&lt;b&gt;"' in answer.text


def test_a_page_that_asks_by_itself_is_told_in_its_own_way(client: FlaskClient, app: Flask) -> None:
    headers = {"Accept": "application/json"}

    answer = client.post("/record/sections/education/draft", headers=headers, environ_overrides={TURNED_AWAY: True})

    assert (answer.status_code, "操作没有进行" in answer.json["detail"]) == (503, True)  # type: ignore[index]


@pytest.mark.parametrize(
    ("told", "asker", "believed"),
    [(-20, "127.0.0.1", True), (20, "127.0.0.1", False), (-90, "127.0.0.1", False), (-20, "10.9.9.9", False)],
    ids=["waited", "future", "too long ago", "not the gateway"],
)
def test_the_gateway_alone_says_when_somebody_came(app: Flask, told: int, asker: str, believed: bool) -> None:
    came = datetime.now(UTC) + timedelta(seconds=told)

    with app.test_request_context(headers={HEADER: f"{came.timestamp():.3f}"}, environ_base={"REMOTE_ADDR": asker}):
        difference = abs(arrived_at() - came)

    assert (difference < timedelta(milliseconds=2)) is believed
    assert timedelta(seconds=20) < LONGEST_WAIT


@pytest.mark.parametrize("told", ["", "soon", "nan", "1e400"])
def test_what_is_no_time_is_now(app: Flask, told: str) -> None:
    with app.test_request_context(headers={HEADER: told}, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert datetime.now(UTC) - arrived_at() < timedelta(minutes=1)


def test_the_door_notes_when_somebody_came(app: Flask) -> None:
    seen: list[float] = []
    before = time.time()
    door = Door(lambda environ, _: seen.append(environ[CAME]) or [])  # type: ignore[func-returns-value]

    list(door({"REQUEST_METHOD": "POST", "PATH_INFO": "/record/submission"}, lambda *_: None))  # type: ignore[arg-type]

    assert before <= seen[0] <= time.time()
