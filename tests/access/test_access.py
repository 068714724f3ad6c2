"""Who may use which route: one hand-written table a service and one of the gateway's pages, asked cell by cell.

A row is a method, a route as Flask writes it, and a cell for each column (`COLUMNS` in `table.py`, the head of each
file): + may come in, - is refused (401, 403, or sent to sign in or to change the first password). `first-password`
is somebody with every business role who still has the password they were handed.

To add a route, add its line to `auth.txt`, `profile.txt`, `review.txt`, `notices.txt`, or `pages.txt` for a page:

    POST   /units/<uuid:unit_id>/closing                -  -  -  -  +  +  +  -  -

Say what ought to be, not what is. What is asked is about a thing that does not exist, so that whoever comes in gets
404 or 422; an answer of 500 is a fault in any cell. A page counts as refused too where its service refuses.
"""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from services.auth.db import db
from services.auth.operations.people import set_active
from shared.auth import sign
from shared.settings import SERVICES
from tests.access.table import (
    COLUMNS,
    SOME_ID,
    Row,
    address,
    in_openapi,
    is_broken,
    is_refused,
    needing_proof,
    read,
    routes_of,
)
from tests.apps import service_app
from tests.conftest import database

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
EDITED = {"If-Match": '"1"'}
WITH_FIRST_PASSWORD = {"PUT /me/password"}
ONCE = {"Idempotency-Key": "sent-once-0001"}
FORBIDDEN = 403
SIGNING_OUT = "POST /logout"
PAGES_WITH_FIRST_PASSWORD = {"GET /password", "POST /password", SIGNING_OUT}

for_each_service = pytest.mark.parametrize("service", SERVICES)


def wrong(rows: list[Row], said: dict[str, dict[str, TestResponse]]) -> dict[str, str]:
    """What is not as the table says: route -> column and answer."""
    return {
        f"{row.route} {column}": f"{answer.status_code}, but {'+' if column in row.allowed else '-'} in the table"
        for row in rows
        for column, answer in said[row.route].items()
        if is_broken(answer) or is_refused(answer) is (column in row.allowed)
    }


def asked(client: FlaskClient, app: Flask, route: str, rule: Rule, headers: dict[str, str]) -> TestResponse:
    method = route.partition(" ")[0]
    body = None if method == "GET" else {}
    with client.open(address(app, rule), method=method, json=body, headers={**EDITED, **headers}) as answer:
        return answer


@for_each_service
def test_every_route_of_a_service_lets_in_whom_its_row_names(service: str, tokens: dict[str, dict[str, str]]) -> None:
    app, rows = service_app(service), read(service)
    routes = routes_of(app)
    assert sorted(row.route for row in rows) == sorted(routes)

    client = app.test_client()
    said = {
        route: {column: asked(client, app, route, rule, tokens[column]) for column in COLUMNS}
        for route, rule in routes.items()
    }

    assert wrong(rows, said) == {}


@for_each_service
def test_a_first_password_opens_nothing_of_a_service_but_its_change(
    service: str, tokens: dict[str, dict[str, str]]
) -> None:
    app = service_app(service)
    closed = {
        route: rule
        for route, rule in routes_of(app).items()
        if getattr(app.view_functions[rule.endpoint], "allowed_roles", None) != "public"
    }

    said = {
        route: asked(app.test_client(), app, route, rule, tokens["first-password"]) for route, rule in closed.items()
    }

    told = {route: (answer.json or {}).get("error") for route, answer in said.items()}
    assert {route for route, error in told.items() if error != "first_password_must_change"} == (
        WITH_FIRST_PASSWORD & set(closed)
    )


@for_each_service
def test_what_is_sensitive_wants_a_recent_proof_and_nothing_else_does(
    service: str, stale_tokens: dict[str, dict[str, str]]
) -> None:
    app, routes = service_app(service), routes_of(service_app(service))
    client = app.test_client()
    asking = {row.route: max(row.allowed, key=COLUMNS.index) for row in read(service) if row.allowed}

    said = {route: asked(client, app, route, routes[route], stale_tokens[column]) for route, column in asking.items()}

    refused = {route: answer.json for route, answer in said.items() if answer.status_code == FORBIDDEN}
    assert {route for route, told in refused.items() if told["error"] == "confirmation_needed"} == needing_proof(
        service
    )


@for_each_service
def test_no_body_may_hold_a_field_that_its_route_does_not_name(service: str, tokens: dict[str, dict[str, str]]) -> None:
    """Not the name of any column, so that nobody assigns what is not theirs, and nothing changes (mass assignment)."""
    app, routes = service_app(service), routes_of(service_app(service))
    client, before, all_columns = app.test_client(), contents(service), columns(service)
    document = client.get("/openapi.json").json
    taking = [row for row in read(service) if row.allowed and takes_json(document["paths"], row.route)]
    assert taking

    for row in taking:
        headers = EDITED | ONCE | tokens[max(row.allowed, key=COLUMNS.index)]
        place, method = address(app, routes[row.route]), row.route.partition(" ")[0]
        foreign = all_columns - named(document, row.route)
        answer = client.open(place, method=method, json=dict.fromkeys(sorted(foreign), 1), headers=headers)

        told = answer.json or {}
        assert (answer.status_code, foreign - set(told["fields"])) == (422, set()), (row.route, told)
    assert contents(service) == before


def columns(service: str) -> set[str]:
    """The names of all columns that a service has."""
    return {
        column["name"] for table in tables(service) for column in inspect(database(service).engine).get_columns(table)
    }


def contents(service: str) -> dict[str, str]:
    """What all tables of a service hold, as one word each: but for those that tell what was asked."""
    with database(service).reading() as session:
        whole = "SELECT coalesce(md5(string_agg(row::text, ';' ORDER BY row::text)), '') FROM {} AS row"
        return {table: session.scalar(text(whole.format(table))) for table in tables(service) if "audit" not in table}


def tables(service: str) -> list[str]:
    return inspect(database(service).engine).get_table_names()


def named(document: dict[str, Any], route: str) -> set[str]:
    """The fields that the published description of a route names."""
    method, rule = route.split()
    operation = document["paths"][in_openapi(rule)][method.lower()]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    told = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return set(told.get("properties", {}))


def takes_json(paths: dict[str, Any], route: str) -> bool:
    """Whether the published description says that the route reads JSON."""
    method, rule = route.split()
    described = paths.get(in_openapi(rule), {})
    return "application/json" in described.get(method.lower(), {}).get("requestBody", {}).get("content", {})


def test_every_page_lets_in_whom_its_row_names(gateway_app: Flask, cookies: dict[str, str]) -> None:
    rows, routes = read("pages"), routes_of(gateway_app)
    assert sorted(row.route for row in rows) == sorted(routes)

    browsers = {column: browser(gateway_app, cookies[column]) for column in COLUMNS}
    said = {
        route: {column: visited(browsers[column], gateway_app, route, rule) for column in COLUMNS}
        for route, rule in sorted(routes.items(), key=lambda each: each[0] == SIGNING_OUT)  # which ends all sessions
    }

    assert wrong(rows, said) == {}


def test_every_page_leads_from_a_first_password_to_its_change(gateway_app: Flask, cookies: dict[str, str]) -> None:
    visitor = browser(gateway_app, cookies["first-password"])
    closed = {
        route: rule
        for route, rule in routes_of(gateway_app).items()
        if gateway_app.view_functions[rule.endpoint].audience != "everybody"  # type: ignore[attr-defined]
    }

    said = {
        route: visited(visitor, gateway_app, route, rule)
        for route, rule in closed.items()
        if route not in PAGES_WITH_FIRST_PASSWORD
    }

    assert {route: answer.location for route, answer in said.items() if answer.location != "/password"} == {}


def browser(app: Flask, cookie: str) -> FlaskClient:
    client = app.test_client()
    if cookie:
        client.set_cookie("sid", cookie)
    return client


def visited(client: FlaskClient, app: Flask, route: str, rule: Rule) -> TestResponse:
    with client.open(address(app, rule), method=route.partition(" ")[0], headers=FROM_HERE) as answer:
        return answer


@for_each_service
@pytest.mark.parametrize("key", ["passes", "tokens"])
def test_what_was_signed_for_something_else_opens_nothing(service: str, key: str, cast: dict[str, UUID]) -> None:
    """A service that signs passes speaks for nobody, and a token for one purpose is none for another."""
    claims = {"sub": str(cast["system_admin"]), "grants": [["system_admin", str(SOME_ID)]]}
    signed = sign(claims, key=key, audience="services" if key == "passes" else "profile", seconds=600)
    app = service_app(service)
    closed = {
        route: rule
        for route, rule in routes_of(app).items()
        if getattr(app.view_functions[rule.endpoint], "allowed_roles", None) != "public"
    }

    headers = {"Authorization": f"Bearer {signed}"}
    said = {route: asked(app.test_client(), app, route, rule, headers).status_code for route, rule in closed.items()}

    assert set(said.values()) == {401}


def test_no_disabled_account_gets_a_token_whatever_its_roles(cast: dict[str, UUID], cookies: dict[str, str]) -> None:
    """So that at every route of every service it is answered as nobody is."""
    client = service_app("auth").test_client()
    for column, person_id in cast.items():
        before = client.post("/sessions/token", json={"session": cookies[column]})
        with db.transaction() as session:
            set_active(session, person_id, active=False)
        after = client.post("/sessions/token", json={"session": cookies[column]})
        assert (before.status_code, after.status_code) == (200, 401), column


def test_the_browser_of_a_disabled_account_is_led_to_the_login_everywhere(
    gateway_app: Flask, cast: dict[str, UUID], cookies: dict[str, str]
) -> None:
    with db.transaction() as session:
        set_active(session, cast["superior_admin"], active=False)
    visitor = browser(gateway_app, cookies["superior_admin"])
    closed = {
        route: rule
        for route, rule in routes_of(gateway_app).items()
        if gateway_app.view_functions[rule.endpoint].audience != "everybody"  # type: ignore[attr-defined]
    }

    said = {route: visited(visitor, gateway_app, route, rule) for route, rule in closed.items()}

    assert {route for route, answer in said.items() if not (answer.location or "").startswith("/login")} == set()
