"""Every message has a publisher and its receivers, every receiver its message, every queue its worker."""

import ast
from collections import defaultdict
from importlib import import_module

import pytest
from celery import Celery

from shared.messaging.acknowledgement import RECEIVER as ACKNOWLEDGE
from shared.messaging.clocks import CLOCKS
from shared.messaging.contracts import CONTRACTS, QUEUES, queue_of
from shared.messaging.message import Message
from shared.messaging.progress import PING, queues_of
from shared.settings import SERVICES
from stack.processes import PROCESSES
from stack.servers import Servers
from tests.architecture.sources import files

RECEIVERS = {receiver for contract in CONTRACTS.values() for receiver in contract.receivers}
RUNG = {clock.name: service for service, clocks in CLOCKS.items() for clock in clocks}


@pytest.fixture(scope="module")
def registered(embedded_servers: Servers) -> dict[str, set[str]]:
    """The tasks that each service's worker knows, Celery's own apart."""
    workers: dict[str, Celery] = {service: import_module(f"services.{service}.worker").app for service in SERVICES}
    return {
        service: {name for name in worker.tasks if not name.startswith("celery.")}
        for service, worker in workers.items()
    }


def test_every_receiver_of_every_message_exists(registered: dict[str, set[str]]) -> None:
    for receiver in RECEIVERS:
        assert receiver in registered[QUEUES[queue_of(receiver)]], receiver


def test_every_worker_receives_only_what_a_contract_names(registered: dict[str, set[str]]) -> None:
    for service, tasks in registered.items():
        pings = {f"{queue}.{PING}" for queue in queues_of(service)}
        assert pings <= tasks
        assert tasks - {f"{service}.{ACKNOWLEDGE}"} - pings <= RECEIVERS


def test_every_service_hears_what_others_acknowledge(registered: dict[str, set[str]]) -> None:
    for service, tasks in registered.items():
        assert f"{service}.{ACKNOWLEDGE}" in tasks


def test_a_relay_rings_only_for_its_own_service() -> None:
    for name, service in RUNG.items():
        assert {QUEUES[queue_of(receiver)] for receiver in CONTRACTS[name].receivers} == {service}


@pytest.fixture(scope="module")
def makers() -> dict[str, set[str]]:
    """Which services call what by its bare name, as a message is made."""
    calls: dict[str, set[str]] = defaultdict(set)
    for path in files(".py", folders=("services",)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                calls[node.func.id].add(path.parts[path.parts.index("services") + 1])
    return calls


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_every_message_is_published_by_one_service_or_rung_by_its_relay(
    contract: type[Message], makers: dict[str, set[str]]
) -> None:
    assert len(makers[contract.__name__]) == (contract.name not in RUNG)


def test_a_message_has_one_name_and_names_each_receiver_once() -> None:
    for name, contract in CONTRACTS.items():
        assert contract.name == name
        assert len(contract.receivers) == len(set(contract.receivers)) > 0
        assert contract.key in contract.__struct_fields__


def test_the_queues_are_those_that_workers_are_started_for() -> None:
    served = {process.queue: process.service for process in PROCESSES if process.kind == "worker"}

    assert served == QUEUES
    assert {queue_of(receiver) for receiver in RECEIVERS} | set(SERVICES) == set(QUEUES)


def test_every_service_has_an_api_and_a_relay() -> None:
    for kind in ("api", "relay"):
        assert {process.service for process in PROCESSES if process.kind == kind} == set(SERVICES)
