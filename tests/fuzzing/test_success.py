"""Which operations of every service have really been reached: somebody was answered with success.

The world of `tests/access` has one thing of each kind. Each operation is asked about it with what schemathesis derives
from the description and by everybody who may come in, until one of them succeeds. What needs more than that (a code
that was mailed, a file, a thing of which this world has none) is named in `elsewhere.txt`: none joins it unseen.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.settings import SERVICES
from tests.access.conftest import Tokens
from tests.access.test_objects import BODIES
from tests.access.world import World, made_world
from tests.apps import service_app
from tests.fuzzing.operations import SUCCESS, Operation, allowed, cases, operations_of

ROLE_OF = {"self": "professional", "holder": "unit_reviewer", "admin": "unit_admin", "superior": "superior_admin"}
ALONE = ("system_admin", "security_admin", "auditor")
MOST = 8
ELSEWHERE = Path(__file__).with_name("elsewhere.txt")


@pytest.mark.long
def test_every_operation_but_those_named_is_answered_with_success(tokens: Tokens) -> None:
    world = made_world()
    asking = {role: world.headers[who] for who, role in ROLE_OF.items()} | {role: tokens[role] for role in ALONE}

    missing = {
        f"{service} {route}"
        for service in SERVICES
        for route, operation in operations_of(service)
        if not any(status in SUCCESS for status in statuses(service, route, operation, world, asking))
    }

    unlisted = sorted(missing - elsewhere())
    assert not unlisted, "\n".join(unlisted)


def statuses(service: str, route: str, operation: Operation, world: World, asking: dict[str, Any]) -> Iterator[int]:
    """What is answered about a thing that exists, to each who may come in, and to each request in turn."""
    method, path = route.split()
    place = path.format_map(Known(world.ids[service]))
    bodies = [BODIES[route]] if route in BODIES else []
    derived = list(islice(cases(operation, MOST), MOST))
    for role in allowed(service)[route]:
        if role not in asking:
            continue
        headers = asking[role] | {"If-Match": '"1"'}
        client = service_app(service).test_client()
        for body, query in [(body, {}) for body in bodies] + [(sent(case), case.query or {}) for case in derived]:
            with client.open(place, method=method, json=body, query_string=query, headers=headers) as answer:
                yield answer.status_code


def sent(case: Any) -> Any:
    return case.body if isinstance(case.body, dict | list) else None


class Known(dict[str, str]):
    """The ids of the world, and for what it has none of, one of nothing."""

    def __missing__(self, name: str) -> str:
        return "1" if name in {"page", "number", "seq"} else "education" if name == "section" else str(UUID(int=7))


def elsewhere() -> set[str]:
    """The operations that need more than this world has."""
    return {line.strip() for line in ELSEWHERE.read_text().splitlines() if line[:1].isalpha()}
