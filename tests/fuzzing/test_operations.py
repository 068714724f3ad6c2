"""Every operation of every service, asked at random: no 500, and no answer that its description does not announce."""

import pytest

from shared.settings import SERVICES
from tests.access.conftest import Tokens
from tests.fuzzing.operations import allowed, at_random, cases, faults_of, operations_of

MOST = 10
EXAMPLES = 100

for_each_service = pytest.mark.parametrize("service", SERVICES)


@for_each_service
def test_every_answer_to_requests_at_the_edges_is_as_described(service: str, tokens: Tokens) -> None:
    roles = allowed(service)
    for number, (route, operation) in enumerate(operations_of(service)):
        role = roles[route][number % len(roles[route])]
        for case in cases(operation, MOST):
            assert faults_of(case, tokens[role])[1] == [], role


@pytest.mark.long
@for_each_service
def test_every_answer_to_each_role_is_as_described(service: str, tokens: Tokens) -> None:
    for route, operation in operations_of(service):
        for role in allowed(service)[route]:

            def look(case: object, headers: dict[str, str] = tokens[role]) -> None:
                assert faults_of(case, headers)[1] == []

            for case in cases(operation, EXAMPLES):
                look(case)
            at_random(operation, EXAMPLES, look)
