"""The gateway's own key changes while forms are open: they are good until the old key is removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from shared.keys import next_generation, retire_generations
from tests.changing_keys import keys_of_its_own

KEY = "web"


@pytest.fixture
def keys_dir(keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


def open_form(client: FlaskClient) -> str:
    """The token in the form of the login page."""
    field = LexborHTMLParser(client.get("/login").text).css_first("input[name=csrf_token]")
    assert field is not None
    return str(field.attributes["value"])


def is_expired(client: FlaskClient, token: str) -> bool:
    """Whether a form that is handed in empty is refused for its token, or for being empty."""
    answer = client.post("/login", data={"csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in {403, 422}
    return "表单已经失效" in answer.text


def test_an_open_form_outlives_the_key_until_that_is_removed(app: Flask, client: FlaskClient, keys_dir: Path) -> None:
    token = open_form(client)
    assert not is_expired(client, token)

    next_generation(keys_dir, KEY)
    assert not is_expired(client, token)

    retire_generations(keys_dir, KEY)
    assert is_expired(client, token)
    assert not is_expired(client, open_form(client))
