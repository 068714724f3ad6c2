"""Every operation of every service, asked at random: no 500, and no answer that its description does not announce."""

from collections import Counter

import pytest

from shared.settings import SERVICES
from tests.access.conftest import Tokens
from tests.fuzzing.operations import allowed, at_random, cases, faults_of, operations_of

MOST = 10
EXAMPLES = 30  # of each sort, for each role: some 40,000 requests, five minutes at most for a service

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
    """All of them are asked before it is said what was wrong."""
    roles, statuses, told = allowed(service), Counter[int](), list[str]()
    for route, operation in operations_of(service):
        for role in roles[route]:

            def look(case: object, role: str = role) -> None:
                status, faults = faults_of(case, tokens[role])
                statuses[status] += 1
                told.extend(f"{role}: {fault}" for fault in faults)

            for case in cases(operation, MOST):
                look(case)
            at_random(operation, EXAMPLES, look)

    print(f"{service}: {statuses.total()} requests, {dict(statuses)}, {len(told)} faults")
    assert not told, "\n".join(told[:20])
