"""The gateway keeps a person's token for a while; one that is not believed any more costs nobody anything."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web.clients.http as gateway
from shared.auth import Role
from shared.keys import next_generation, retire_generations
from shared.settings import SERVICES, settings
from tests.agreement.post import carry
from tests.apps import Inside, service_app, web_app
from tests.auth.conftest import make_person, make_unit, sign_in
from tests.changing_keys import forget_keys, keys_of_its_own


@pytest.fixture
def keys_dir(clean: None, keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


@pytest.fixture
def pages(keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The browser of somebody who is signed in and has seen a page."""
    services = {service: Inside(service_app(service)) for service in SERVICES}
    monkeypatch.setattr(gateway, "connection", lambda service, **_: services[service])
    monkeypatch.setitem(settings.__dict__, "secure_cookies", False)
    somebody = make_person(make_unit(), Role.PROFESSIONAL)
    carry()
    app = web_app()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    pages = app.test_client()
    session = sign_in(service_app("auth").test_client(), somebody.account)
    pages.set_cookie("sid", session.json["session"])
    assert pages.get("/record").status_code == HTTPStatus.OK
    return pages


def distrust_tokens(keys_dir: Path) -> None:
    """The key that signed them is gone."""
    next_generation(keys_dir, "tokens")
    retire_generations(keys_dir, "tokens")
    forget_keys()


def test_a_page_is_shown_and_a_form_taken_though_the_kept_token_is_not_believed(
    pages: FlaskClient, keys_dir: Path
) -> None:
    distrust_tokens(keys_dir)
    assert pages.get("/record").status_code == HTTPStatus.OK

    distrust_tokens(keys_dir)
    saved = pages.post("/record/sections/education", data={"entry": "new"})
    assert saved.location.startswith("/record")


def test_who_has_signed_out_elsewhere_is_asked_to_sign_in(pages: FlaskClient, keys_dir: Path) -> None:
    shown = pages.get_cookie("sid")
    assert shown is not None
    service_app("auth").test_client().post("/sessions/end", json={"session": shown.value})
    distrust_tokens(keys_dir)

    answer = pages.get("/record")

    assert (answer.status_code, answer.location.partition("?")[0]) == (HTTPStatus.FOUND, "/login")
