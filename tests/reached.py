"""Whether every operation answers somebody with success, and as it is described: said at the end of a run of all tests.

Every answer of a service that lives in a process of tests is looked at, whichever test asked. The first answers of
success of each operation are held against the service's published description (`openapi.json`): status, type and, where
it is JSON, content. A run of less than all tests can't know which operations none of them reaches.
"""

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request, request_finished
from jsonschema import Draft202012Validator
from xdist.workermanage import WorkerController

from shared.settings import SERVICES
from tests.access.table import in_openapi, read

SUCCESS = range(200, 300)
OF_SERVICES = "services."
LOOKED_AT = 5  # of each operation, in each process
ANY_TYPE = "*/*"
DOCUMENTS = Path(__file__).parents[1] / "services"

reached = Counter[str]()
undescribed: set[str] = set()
never: list[str] = []


def note(app: Flask, response: Response, **_: object) -> None:
    """Keep that a service has answered an operation with success, and what is not as described."""
    if response.status_code in SUCCESS and request.url_rule and app.name.startswith(OF_SERVICES):
        service, route = app.name.removeprefix(OF_SERVICES), f"{request.method} {request.url_rule.rule}"
        reached[f"{service} {route}"] += 1
        if reached[f"{service} {route}"] <= LOOKED_AT:
            asked_by = os.environ.get("PYTEST_CURRENT_TEST", "")
            undescribed.update(f"{service} {route}: {fault} ({asked_by})" for fault in faults(service, route, response))


request_finished.connect(note)


def faults(service: str, route: str, response: Response) -> list[str]:
    """In what an answer differs from its description."""
    method, path = in_openapi(route).split()
    described = document(service)["paths"].get(path, {}).get(method.lower())
    if described is None:
        return []  # /health, /metrics and the description itself
    told = described["responses"].get(str(response.status_code))
    if told is None:
        return [f"status {response.status_code} is not described"]
    types = told.get("content", {ANY_TYPE: {}})
    if not types.keys() & {response.mimetype, ANY_TYPE}:
        return [f"type {response.mimetype} is not described"]
    schema = types.get(response.mimetype, {}).get("schema")
    if schema is None or not response.is_json or response.direct_passthrough:  # a file is not read here
        return []
    errors = validator(service, schema).iter_errors(response.json)
    return [f"{error.json_path}: {error.message[:300]}" for error in errors]


@cache
def document(service: str) -> dict[str, Any]:
    """What a service publishes of itself."""
    found: dict[str, Any] = json.loads((DOCUMENTS / service / "openapi.json").read_text())
    return found


def validator(service: str, schema: dict[str, Any]) -> Draft202012Validator:
    """Of a schema whose references are into the service's description."""
    return Draft202012Validator(schema | {"components": document(service)["components"]})


def pytest_testnodedown(node: WorkerController) -> None:
    """Take over what one of several processes has seen."""
    told = getattr(node, "workeroutput", {})
    reached.update(told.get("reached", ()))
    undescribed.update(told.get("undescribed", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand over what this process has seen, or see what none of them has, which is a failure."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput |= {"reached": sorted(reached), "undescribed": sorted(undescribed)}
        return
    if exitstatus == pytest.ExitCode.OK and is_whole(session.config):
        never.extend(sorted(all_operations() - set(reached)))
    if never or undescribed:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what is wrong."""
    for title, told in (
        ("operations that answered no test with success", never),
        ("answers that are not as described", sorted(undescribed)),
    ):
        if told:
            terminalreporter.section(title, red=True)
            terminalreporter.write_line("\n".join(told))


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests were to be run but the long ones."""
    chosen = config.option
    narrowed = chosen.keyword or chosen.deselect or chosen.ignore or chosen.collectonly
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and "not long" in chosen.markexpr and not narrowed


def all_operations() -> set[str]:
    """What `tests/access` lists, which is what the services answer."""
    return {f"{service} {row.route}" for service in SERVICES for row in read(service)}
