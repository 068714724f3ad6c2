"""Which operations nobody was answered with success, said at the end of a run of all tests.

Every answer of a service that lives in a process of tests is counted, whichever test asked, and those of all processes
together. A run of less than all tests says nothing, and neither does one that failed.
"""

import pytest
from flask import Flask, Response, request, request_finished
from xdist.workermanage import WorkerController

from shared.settings import SERVICES
from tests.access.table import read

SUCCESS = range(200, 300)
OF_SERVICES = "services."

reached: set[str] = set()
never: list[str] = []


def note(app: Flask, response: Response, **_: object) -> None:
    """Keep that a service has answered an operation with success."""
    if response.status_code in SUCCESS and request.url_rule and app.name.startswith(OF_SERVICES):
        reached.add(f"{app.name.removeprefix(OF_SERVICES)} {request.method} {request.url_rule.rule}")


request_finished.connect(note)


def pytest_testnodedown(node: WorkerController) -> None:
    """Take over what one of several processes has reached."""
    reached.update(getattr(node, "workeroutput", {}).get("reached", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand over what this process has reached, or see what none of them has."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["reached"] = sorted(reached)
    elif exitstatus == pytest.ExitCode.OK and is_whole(session.config):
        never.extend(sorted(all_operations() - reached))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which operations were only ever refused."""
    if never:
        terminalreporter.section("operations that answered no test with success", yellow=True)
        terminalreporter.write_line("\n".join(never))


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests were to be run but the long ones."""
    chosen = config.option
    narrowed = chosen.keyword or chosen.deselect or chosen.ignore or chosen.collectonly
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and "not long" in chosen.markexpr and not narrowed


def all_operations() -> set[str]:
    """What `tests/access` lists, which is what the services answer."""
    return {f"{service} {row.route}" for service in SERVICES for row in read(service)}
