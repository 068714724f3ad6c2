"""Asking the operations of a service at random, as its document describes them, with all checks of schemathesis.

No example of `cases` depends on chance: they are the same for the same document. `at_random` draws more for long runs.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup

from tests.access.table import COLUMNS, in_openapi, read
from tests.apps import service_app

Headers = dict[str, str]
Operation = Any  # schemathesis.schemas.APIOperation, generic in four types
Case = Any

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# Beyond what a schema can say: a cursor of another list, an end before its beginning, a version of yesterday, a link
# that is over, the hundredth search of a minute.
NO_FAULT = {
    "positive_data_acceptance": ["410", "412", "422", "429"],
    "negative_data_rejection": ["412"],
    "missing_required_header": ["404", "428"],
}


def document_of(service: str) -> Any:
    """The description that a service gives of itself, with the checks that hold for it."""
    document = schemathesis.openapi.from_wsgi("/openapi.json", service_app(service))
    for check, statuses in NO_FAULT.items():
        setting = getattr(document.config.checks, check)
        setting.expected_statuses = [*setting.expected_statuses, *statuses]
    document.config.generation.with_security_parameters = False  # each request has the token of its role
    return document


def operations_of(service: str) -> Iterator[tuple[str, Operation]]:
    """Each operation that a service describes, with its route as a row of `tests/access` writes it in OpenAPI."""
    for found in document_of(service).get_all_operations():
        operation = found.ok()
        yield f"{operation.method.upper()} {operation.path}", operation


def allowed(service: str) -> dict[str, list[str]]:
    """The columns of `tests/access` that each operation lets in, by its route; all of them if it lets in nobody."""
    return {
        in_openapi(row.route): [name for name in COLUMNS[2:] if name in row.allowed] or list(COLUMNS[2:])
        for row in read(service)
    }


def cases(operation: Operation, most: int) -> Iterator[Case]:
    """Requests at the edges of what the description allows and beyond, of each sort so many at most."""
    generation = operation.schema.config.generation
    for mode in MODES:
        found = operation.schema.iter_coverage_cases(operation, generation_modes=[mode], generation_config=generation)
        yield from islice(found, most)


def at_random(operation: Operation, examples: int, look: Callable[[Case], None]) -> None:
    """Let Hypothesis draw so many requests of each sort, as many invalid ones as valid if anything can be invalid."""

    def drawn(case: Case) -> None:  # Hypothesis takes no function with defaults
        look(case)

    once = hypothesis_settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=HealthCheck
    )
    for mode in MODES:
        with suppress(Unsatisfiable):
            once(given(case=operation.as_strategy(generation_mode=mode))(drawn))()


def faults_of(case: Case, headers: Headers) -> tuple[int, list[str]]:
    """Send a request: the status of the answer, and what is wrong with it."""
    response = case.call(headers=headers)
    try:
        case.validate_response(response, headers=headers, transport_kwargs={"headers": headers})
    except (Failure, FailureGroup) as found:
        told = f"{case.as_curl_command()} -> {response.status_code} {response.content[:900].decode(errors='replace')}"
        return response.status_code, [f"{fault}\n{told}" for fault in getattr(found, "exceptions", [found])]
    return response.status_code, []
