"""What stands behind the question mark of an address: what a route names, and nothing that the database breaks at."""

from typing import Any

import pytest

from shared.settings import SERVICES
from tests.access.conftest import Tokens
from tests.access.table import COLUMNS, address, in_openapi, read, routes_of
from tests.apps import service_app

UNKEPT = "a\x00b"  # PostgreSQL has no text with it
UNPROCESSABLE, UNEXPECTED = 422, 500
Parameters = dict[str, dict[str, Any]]


@pytest.mark.parametrize("service", SERVICES)
def test_no_query_may_hold_what_its_route_does_not_name_and_none_breaks_it(service: str, tokens: Tokens) -> None:
    app = service_app(service)
    client, routes = app.test_client(), routes_of(app)
    described = client.get("/openapi.json").json["paths"]
    asking = [(row, queried(described, row.route)) for row in read(service) if row.allowed]
    assert any(parameters for _, parameters in asking)

    for row, parameters in asking:
        headers = tokens[max(row.allowed, key=COLUMNS.index)]
        place, method = address(app, routes[row.route]), row.route.partition(" ")[0]
        for name in parameters:
            answer = client.open(place, method=method, query_string={name: UNKEPT}, headers=headers)
            assert answer.status_code < UNEXPECTED, (row.route, name)
        if parameters:
            answer = client.open(place, method=method, query_string={"unit_of_another": "1"}, headers=headers)
            assert answer.status_code == UNPROCESSABLE, (row.route, answer.status_code)


def queried(paths: dict[str, Any], route: str) -> Parameters:
    """The parameters that an operation takes in its query."""
    method, rule = route.split()
    described = paths.get(in_openapi(rule), {}).get(method.lower(), {})
    return {each["name"]: each for each in described.get("parameters", []) if each.get("in") == "query"}
