"""The steps of `zhicheng up`, from an empty folder to a running product."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from shared.keys import make_keys
from shared.settings import SERVICES
from stack.child import Command
from stack.environment import build_environment, embedded_services, environment_of, remember
from stack.layout import Layout
from stack.logs import Logs
from stack.nursery import Nursery
from stack.postgres import Postgres
from stack.preflight import check_disk, check_ports, check_restored
from stack.processes import PROCESSES, Process
from stack.program import Program, run_once
from stack.readiness import answers
from stack.services import CommandFailed
from stack.state import end_leftovers, hold
from stack.supervisor import Supervisor
from stack.valkey import Valkey
from stack.welcome import welcome

DEMO = "stack.demo"


def up(layout: Layout, *, demo: bool, screen: bool) -> None:
    """Start everything and stay until Ctrl-C or SIGTERM.

    Raises `AlreadyRunning`, `CannotStart`, `PostgresCannotStart`, `NotReady` or `CommandFailed`; all is stopped then.
    """
    layout.make_folders()
    with hold(layout):
        given = dict(os.environ)
        end_leftovers(layout)
        check_disk(layout)
        check_restored(layout)
        check_ports(layout, given)
        make_keys(layout.keys)
        environment = build_environment(layout, given)
        remember(layout, environment)
        with _logs(layout, screen=screen) as logs:
            asyncio.run(_run(layout, environment, logs, demo=demo))


async def _run(layout: Layout, environment: Mapping[str, str], logs: Logs, *, demo: bool) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    supervisor, nursery = Supervisor(layout, logs), Nursery()
    starting = asyncio.create_task(_start_all(supervisor, nursery, layout, environment, logs, demo=demo))
    asked_to_stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([starting, asked_to_stop], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await asked_to_stop
    finally:
        starting.cancel()
        logs.write("stack", "stopping")
        await supervisor.stop()
        nursery.close()
        logs.write("stack", "stopped")


async def _start_all(
    supervisor: Supervisor,
    nursery: Nursery,
    layout: Layout,
    environment: Mapping[str, str],
    logs: Logs,
    *,
    demo: bool,
) -> None:
    await _start_servers(supervisor, layout)
    logs.write("stack", "servers are ready; migrating")
    await asyncio.gather(*(_migrate(service, environment, nursery, logs) for service in SERVICES))
    logs.write("stack", "starting the product's processes")
    await supervisor.start(_program(layout, process, environment, nursery) for process in PROCESSES)
    if demo and not layout.demo_loaded.exists():
        await _load_demo(layout, environment, nursery, logs)
    supervisor.enter("ready")
    print(await welcome(layout, environment, nursery), flush=True)  # noqa: T201


async def _migrate(service: str, environment: Mapping[str, str], nursery: Nursery, logs: Logs) -> None:
    command = Command([sys.executable, "-m", f"services.{service}.cli", "migrate"], environment=environment)
    await run_once(Program(f"{service}-migration", "job", command, nursery=nursery), logs)


async def _load_demo(layout: Layout, environment: Mapping[str, str], nursery: Nursery, logs: Logs) -> None:
    """A system without its demo is still a system: say what went wrong and go on; the next start tries again."""
    command = Command([sys.executable, "-m", DEMO], environment=environment)
    try:
        await run_once(Program("demo", "job", command, nursery=nursery), logs)
    except CommandFailed as error:
        logs.write("stack", f"the demo data is incomplete: {error}")
    else:
        layout.demo_loaded.touch()


async def _start_servers(supervisor: Supervisor, layout: Layout) -> None:
    """Start the embedded servers that no real one stands in for."""
    programs = []
    services = embedded_services(os.environ)
    postgres = Postgres(layout.data, layout.postgres_port, os.environ.get("WAL_ARCHIVE", ""))
    if services:
        await asyncio.to_thread(postgres.prepare)
        programs.append(Program("postgres", "server", postgres.command(), is_ready=postgres.is_ready))
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(layout.data, layout.valkey_port)
        programs.append(Program("valkey", "server", valkey.command(), is_ready=valkey.is_ready))
    await supervisor.start(programs)
    if services:
        await asyncio.to_thread(postgres.make_databases, services)


def _program(layout: Layout, process: Process, environment: Mapping[str, str], nursery: Nursery) -> Program:
    address = layout.address(process)
    own = environment_of(process, layout, environment)
    command = Command([sys.executable, "-m", *process.module(address)], environment=own)
    is_ready = answers(address) if address else None
    return Program(process.name, process.kind, command, address, is_ready, nursery)


@contextmanager
def _logs(layout: Layout, *, screen: bool) -> Iterator[Logs]:
    logs = Logs(layout.logs, screen=screen)
    try:
        yield logs
    finally:
        logs.close()
