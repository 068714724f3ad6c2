"""What the gateway keeps is asked for each time, and shown only to those for whom the service says that it holds."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPResponse

import web.clients.http as gateway
from web.clients import kept as keeping
from web.clients.kept import kept


class Board(HTTPConnectionPool):
    """A service whose answer is another for each audience and edition."""

    def __init__(self) -> None:
        super().__init__("notices")
        self.edition = 1
        self.whole = 0

    def urlopen(self, *_: Any, headers: dict[str, str], **__: Any) -> BaseHTTPResponse:  # type: ignore[override]
        """As the notices service answers."""
        audience = headers.get("Authorization", "")
        tag = f'"{self.edition}-{audience[-1:]}"'
        if tag in headers.get("If-None-Match", "").split(", "):
            return HTTPResponse(b"", {"ETag": tag}, 304)
        self.whole += 1
        return HTTPResponse(json.dumps([self.edition, audience[-1:]]).encode(), {"ETag": tag}, 200)


@pytest.fixture
def board(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    """The service, behind a gateway that keeps nothing yet."""
    made = Board()
    monkeypatch.setattr(gateway, "connection", lambda *_, **__: made)
    keeping._kept.clear()
    yield made
    keeping._kept.clear()


def seen(app: Flask, token: str) -> list[object]:
    with app.test_request_context():
        g.token = token
        found: list[object] = kept("notices", "/notices")
        return found


def test_an_audience_shares_one_answer_until_there_is_another(app: Flask, board: Board) -> None:
    assert [seen(app, "one A"), seen(app, "two A"), seen(app, "one B"), seen(app, "two A")] == [
        [1, "A"],
        [1, "A"],
        [1, "B"],
        [1, "A"],
    ]
    assert board.whole == 2

    board.edition = 2
    assert [seen(app, "two A"), seen(app, "one B")] == [[2, "A"], [2, "B"]]
    assert board.whole == 4


def test_a_keeper_that_is_full_asks_again(app: Flask, board: Board) -> None:
    for edition in range(1, 30):
        board.edition = edition
        assert seen(app, "one A") == [edition, "A"]

    board.edition = 1
    assert seen(app, "one A") == [1, "A"]
