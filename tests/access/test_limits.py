"""Nobody collects people by searching for them, or lists by exporting them, without end."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared import limits
from shared.limits import HOUR, MINUTE, Count
from shared.settings import SERVICES, settings
from tests.access.conftest import Tokens
from tests.access.test_queries import queried
from tests.apps import service_app

TOO_MANY = 429
FILES = ("/report", "/sheet", "/export", "/sheets/{job_id}/file")  # lists of people and deeds, not one's own documents


def described() -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """Service, operation, its parameters, and whether it is said to be bounded."""
    for service in SERVICES:
        paths = service_app(service).test_client().get("/openapi.json").json["paths"]
        for path, methods in paths.items():
            for method in methods.keys() & {"get", "post", "put", "delete"}:
                bounded = str(TOO_MANY) in methods[method]["responses"]
                yield service, f"{method.upper()} {path}", queried(paths, f"{method.upper()} {path}"), bounded


def test_every_search_and_every_export_is_bounded(keys: None, clean: None) -> None:
    unbounded = {
        f"{service} {route}"
        for service, route, parameters, bounded in described()
        if not bounded and ("q" in parameters or (route.startswith("GET") and route.endswith(FILES)))
    }

    assert unbounded == {"profile GET /change-requests"}  # one's own


def test_one_person_is_told_to_wait_and_others_are_not(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "searches_per_minute", 2)
    monkeypatch.setattr(limits, "_searches", Count(MINUTE))
    client = service_app("auth").test_client()

    said = [client.get("/people?q=王", headers=tokens["unit_admin"]) for _ in range(3)]

    assert [answer.status_code for answer in said] == [200, 200, TOO_MANY]
    assert (said[-1].json["error"], said[-1].headers["Retry-After"]) == ("too_many_searches", str(MINUTE))
    assert client.get("/people", headers=tokens["unit_admin"]).status_code == 200  # the list as it stands
    assert client.get("/people?q=王", headers=tokens["superior_admin"]).status_code == 200


def test_exports_are_counted_by_the_hour(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "exports_per_hour", 1)
    monkeypatch.setattr(limits, "_exports", Count(HOUR))
    client = service_app("auth").test_client()

    said = [client.get("/audit/export", headers=tokens["auditor"]) for _ in range(2)]

    assert [answer.status_code for answer in said] == [200, TOO_MANY]
    assert said[-1].json["error"] == "too_many_exports"
