"""What holds for every page, found by walking all of them."""

import ast
import inspect
import textwrap
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.routes import address, changing, is_open, pages_of, reading
from web.audience import local_path
from web.clients import auth, notices, profile, review

CLIENTS: dict[str, ModuleType] = {"auth": auth, "notices": notices, "profile": profile, "review": review}
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def test_every_page_says_whom_it_is_for(app: Flask) -> None:
    silent = [rule.rule for rule in pages_of(app) if not hasattr(app.view_functions[rule.endpoint], "audience")]

    assert silent == []


def test_only_what_is_named_here_is_open_to_everybody(app: Flask) -> None:
    open_rules = {rule.rule for rule in pages_of(app) if is_open(app, rule)}

    signing_in = {"/login", "/login/code", "/session", "/session/code", "/forgotten", "/forgotten/<string:token>"}
    public = {rule for rule in open_rules if rule.startswith("/public/notices")}
    signed = {"/partners/<string:key>/events"}
    health = {"/healthz", "/readyz", "/metrics"}
    guide = {"/help", "/help/<string:name>", "/help/pictures/<string:name>"}
    assert open_rules == signing_in | public | signed | health | guide | {"/verify", "/verify/<string:code>"}


def test_every_other_page_leads_to_the_login_and_back(app: Flask, client: FlaskClient) -> None:
    for rule in reading(app):
        if is_open(app, rule):
            continue
        target = address(app, rule)
        answer = client.get(target)

        assert answer.status_code == 302, target
        assert answer.location.startswith("/login?next="), target


def test_every_change_needs_the_token_of_a_form(app: Flask, client: FlaskClient) -> None:
    for rule in changing(app):
        answer = client.post(address(app, rule), headers=FROM_HERE)

        assert answer.status_code == 403, rule.rule
        assert "表单已经失效" in answer.text, rule.rule


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}],
    ids=str,
)
def test_every_change_from_another_site_is_refused(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    for rule in changing(app):
        answer = client.post(address(app, rule), headers=headers)

        assert answer.status_code == 403, rule.rule
        assert "不是从本系统的页面发出的" in answer.text, rule.rule


def test_a_page_shows_or_changes_but_never_both(app: Flask) -> None:
    by_view: dict[str, set[str]] = {}
    for rule in pages_of(app):
        by_view.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})

    assert {endpoint: methods for endpoint, methods in by_view.items() if len(methods) != 1} == {}


def test_no_page_that_shows_asks_a_service_to_change_anything(app: Flask) -> None:
    for rule in reading(app):
        view = inspect.unwrap(app.view_functions[rule.endpoint])

        assert _changes_asked_for(view) == [], rule.rule


def _changes_asked_for(view: object) -> list[str]:
    """The client functions that a view calls (itself or through its module's own functions) and that don't read."""
    module = inspect.getmodule(view)
    assert module is not None
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))  # type: ignore[arg-type]
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            client = getattr(module, node.func.value.id, None)
            if client in CLIENTS.values() and not _reads(client, node.func.attr):
                found.append(f"{node.func.value.id}.{node.func.attr}")
        elif isinstance(node.func, ast.Name):
            called = getattr(module, node.func.id, None)
            if inspect.isfunction(called) and called.__module__ == module.__name__ and called is not view:
                found += _changes_asked_for(called)
    return found


def _reads(client: ModuleType, name: str) -> bool:
    source = inspect.getsource(getattr(client, name))
    return any(reading in source for reading in ('"GET"', "kept(", "tagged("))


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "/record\nSet-Cookie: a=b",
        "",
    ],
)
def test_the_login_leads_to_no_other_site(client: FlaskClient, target: str) -> None:
    assert local_path(target) is None
    page = client.get("/login", query_string={"next": target}).text

    assert '<input type="hidden" name="next" value="/">' in page


def test_the_login_leads_back_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    assert client.get("/record?open=education").location == "/login?next=/record?open%3Deducation"
    assert local_path("/record?open=education") == "/record?open=education"
