"""What was made is asked for by every link of the description: in all ways that schemathesis derives, with all checks.

Whoever made the things of the world of `tests/access` follows their links; each thing is there until it is removed, and
then there is none of it.
"""

import re
from typing import Any

import pytest
from schemathesis.core.parameters import ParameterLocation

from shared.settings import SERVICES
from tests.access.world import MADE, World, made_world
from tests.fuzzing.operations import Case, Headers, Operation, at_random, cases, faults_of, operations_of

SHORT, LONG = 3, 20
ABSENT = 404
SUCCESS = set(range(200, 300))
Values = dict[str, str]


def test_what_was_made_answers_to_each_link_as_described(clean: None, keys: None) -> None:
    world = made_world()
    assert [fault for service in SERVICES for fault in follow(world, service, 0)] == []


@pytest.mark.long
def test_what_was_made_answers_to_each_link_however_it_is_asked(clean: None, keys: None) -> None:
    world = made_world()
    assert [fault for service in SERVICES for fault in follow(world, service, LONG)] == []


class Walk:
    """How whoever made something follows its links, and what was wrong with the answers."""

    def __init__(self, operations: dict[str, Operation], headers: Headers) -> None:
        self.operations, self.headers, self.told = operations, headers, list[str]()

    def follow(self, route: str, values: Values, examples: int) -> set[int]:
        """Ask about the thing whatever else is derived or drawn: the statuses of the answers."""
        operation, statuses = self.operations[route], set[int]()

        def look(case: Case) -> None:
            if case.meta and case.meta.is_negative_at(ParameterLocation.PATH):
                return
            case.path_parameters |= {name: values[name] for name in case.path_parameters if name in values}
            case.headers.update({name: value for name, value in values.items() if name in case.headers})
            status, faults = faults_of(case, self.headers)
            statuses.add(status)
            self.told += faults

        for case in cases(operation, SHORT):
            look(case)
        if examples:
            at_random(operation, examples, look)
        return statuses


def follow(world: World, service: str, examples: int) -> list[str]:
    """Follow the links of each thing of the world, at last those by which it is removed: what was wrong."""
    operations, told = dict(operations_of(service)), list[str]()
    for who, path in [(row[2], row[3]) for row in MADE if row[0] == service]:
        walk, links = Walk(operations, world.headers[who]), links_of(operations[f"POST {path}"])
        values = {route: world.ids[service] | values_in(given, world.made[path]) for route, given in links.items()}
        said = {route: walk.follow(route, values[route], examples) for route in sorted(links, key=is_removal)}

        itself = [route for route, given in links.items() if is_whole(route, given)]
        shown = [route for route in itself if route.startswith("GET")]
        told += [f"{route}: made by POST {path}, and not there" for route in shown if ABSENT in said[route]]
        if any(said[route] & SUCCESS for route in itself if is_removal(route)):
            after = {route: walk.follow(route, values[route], 0) for route in shown}
            told += [f"{route}: removed, and there" for route, statuses in after.items() if statuses & SUCCESS]
        told += walk.told
    return told


def is_whole(route: str, given: Values) -> bool:
    """Whether a route names the thing itself, and nothing of it."""
    return route.endswith("}") and set(re.findall(r"{(\w+)}", route)) <= set(given)


def is_removal(route: str) -> bool:
    return route.startswith("DELETE")


def links_of(operation: Operation) -> dict[str, Values]:
    """Which operations an answer of success links to, by their routes, and what they are to be given."""
    return {
        route_of(link["operationRef"]): link["parameters"]
        for status, response in operation.definition.raw["responses"].items()
        for link in (response.get("links", {}).values() if status.startswith("2") else ())
    }


def route_of(reference: str) -> str:
    place, _, method = reference.removeprefix("#/paths/").rpartition("/")
    return f"{method.upper()} {place.replace('~1', '/')}"


def values_in(given: Values, made: Any) -> Values:
    """What the expressions of a link say of an answer; those about the request say what the world has anyway."""
    return {
        name.removeprefix("header."): re.sub(r"{?\$response\.body#([/\w]+)}?", lambda found: at(made, found[1]), told)
        for name, told in given.items()
        if "$response" in told
    }


def at(made: Any, pointer: str) -> str:
    """What stands at a place of JSON."""
    for step in pointer.strip("/").split("/"):
        made = made[int(step)] if isinstance(made, list) else made[step]
    return str(made)
