"""Every route says whom it is for, none changes anything by GET, and what is published about the APIs is current."""

import ast
import json
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from openapi_spec_validator import validate

from shared.settings import SERVICES
from tests.apps import service_app
from tests.architecture.sources import ROOT, files, functions, names_reached
from web.assets import STATIC_ENDPOINTS

SAFE = {"GET", "HEAD", "OPTIONS"}
TRADES_THE_COOKIE = "auth.token"  # a POST only because what it sends must not stand in an address
WRITING = {"POST", "PUT", "PATCH", "DELETE"}

for_each_service = pytest.mark.parametrize("service", SERVICES)


@pytest.fixture(scope="session", autouse=True)
def _environment(migrated: None) -> None:
    """The applications are made as in production, with keys and databases."""


@pytest.fixture(scope="module")
def web(_environment: None) -> Flask:
    """The gateway."""
    with pytest.MonkeyPatch.context() as patch:
        for service in SERVICES:
            patch.setenv(f"{service.upper()}_URL", "http://127.0.0.1:9")
        made: Flask = import_module("web.app").create_app()
    return made


def safe_views(app: Flask) -> set[str]:
    """The endpoints that can be reached by GET and by nothing that may change things."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods and rule.methods <= SAFE}


@for_each_service
def test_every_route_of_a_service_names_its_roles(service: str) -> None:
    app = service_app(service)

    assert [name for name, view in app.view_functions.items() if not hasattr(view, "allowed_roles")] == []


def test_every_page_of_the_gateway_names_its_audience(web: Flask) -> None:
    unnamed = {name for name, view in web.view_functions.items() if not hasattr(view, "audience")}

    assert unnamed == STATIC_ENDPOINTS


def test_a_download_is_named_by_send_file_alone_which_puts_any_language_into_a_header() -> None:
    written = [
        path for path in files(".py", folders=("services", "shared", "web")) if "Disposition" in path.read_text()
    ]

    assert written == [ROOT / "web" / "everyone" / "files.py"]  # which passes on what a service said


def test_no_address_both_reads_and_writes(web: Flask) -> None:
    for app in (web, *(service_app(service) for service in SERVICES)):
        both = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if rule.methods and "GET" in rule.methods and rule.methods & WRITING
        ]
        assert both == []


@for_each_service
def test_no_get_of_a_service_opens_a_transaction(service: str) -> None:
    app = service_app(service)

    changing = [name for name in safe_views(app) if "transaction" in names_reached(app.view_functions[name])]

    assert changing == []


def test_a_view_that_changes_something_would_be_found() -> None:
    app = service_app("review")

    assert "transaction" in names_reached(app.view_functions["cases.decide"])


def writing_calls() -> set[str]:
    """The functions of the gateway's clients that ask a service to change something, as `profile.submit`."""
    return {
        f"{path.stem}.{function.name}"
        for path in (ROOT / "web/clients").glob("*.py")
        for function in functions(path)
        if any(isinstance(node, ast.Constant) and node.value in WRITING for node in ast.walk(function))
    }


def test_no_page_of_the_gateway_changes_anything_by_get(web: Flask) -> None:
    writing = writing_calls() - {TRADES_THE_COOKIE}
    assert "review.decide" in writing

    changing = {name: names_reached(web.view_functions[name]) & writing for name in safe_views(web)}

    assert {name: calls for name, calls in changing.items() if calls} == {}


@for_each_service
def test_the_published_description_of_an_api_is_current(service: str) -> None:
    published = ROOT / "services" / service / "openapi.json"

    answered = service_app(service).test_client().get("/openapi.json").get_json()

    assert json.loads(published.read_text()) == answered, "make docs"


@for_each_service
def test_the_published_description_of_an_api_is_what_openapi_allows(service: str) -> None:
    """By OpenAPI's own schema, and every reference leads somewhere."""
    validate(json.loads((ROOT / "services" / service / "openapi.json").read_text()))


def test_nothing_is_committed_except_where_a_transaction_ends() -> None:
    def commits(path: Path) -> bool:
        return any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
            for node in ast.walk(ast.parse(path.read_text()))
        )

    assert [path for path in files(".py", folders=("shared", "services", "web", "stack")) if commits(path)] == []


def test_operations_never_open_a_transaction_of_their_own() -> None:
    opening = [
        f"{path}:{node.lineno}"
        for path in files(".py", folders=tuple(f"services/{service}/operations" for service in SERVICES))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"transaction", "reading", "reading_behind"}
    ]

    assert opening == []
