"""The product's life under one supervisor: its servers, its migrations, its processes, and their replacement."""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping

from shared.settings import SERVICES
from stack.child import Command
from stack.environment import embedded_services, environment_of
from stack.layout import Layout
from stack.logs import Logs
from stack.nursery import LISTENING, Nursery
from stack.postgres import Postgres
from stack.processes import PROCESSES, Process
from stack.program import LONGEST_PAUSE, SHORTEST_PAUSE, Program, run_once
from stack.readiness import answers
from stack.services import CommandFailed, TryAgain
from stack.supervisor import NotReady, Supervisor
from stack.valkey import Valkey
from stack.watching import watch
from stack.welcome import welcome

DEMO = "stack.demo"
BACKLOG = 2048  # requests that may wait while the process that answers them is replaced


class Product:
    """One stack, from its servers to its last process."""

    def __init__(self, layout: Layout, environment: Mapping[str, str], logs: Logs) -> None:
        self._layout = layout
        self._environment = environment
        self._logs = logs
        self._supervisor, self._nursery = Supervisor(layout, logs), Nursery()
        self._renewing: asyncio.Task[None] | None = None

    async def start(self, *, demo: bool) -> None:
        """Start all of it. A server that others keep may come later: a service begins as soon as its database is there.

        Raises what `up` names.
        """
        await self._start_servers()
        self._say("servers are ready; migrating and starting the product's processes")
        starting = [asyncio.create_task(self._start_service(service)) for service in (*SERVICES, None)]
        try:
            await asyncio.gather(*starting)
        finally:  # where one of them cannot start the others are not to begin any more
            for one in starting:
                one.cancel()
        if demo and not self._layout.demo_loaded.exists():
            await self._load_demo()
        self._supervisor.enter("ready")
        print(await welcome(self._layout, self._environment, self._nursery), flush=True)  # noqa: T201

    async def stop(self) -> None:
        """Stop all of it, those in front first."""
        if self._renewing:
            self._renewing.cancel()
        self._say("stopping")
        await self._supervisor.stop()
        self._nursery.close()
        self._say("stopped")

    def renew_soon(self) -> None:
        """Replace the processes by such as the files on the disk now say, unless that is being done already."""
        if self._supervisor.phase == "ready":
            self._supervisor.enter("restarting")
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        before, self._nursery = self._nursery, Nursery()
        try:
            await asyncio.gather(*(self._migrate(service) for service in SERVICES))
            await self._supervisor.renew(self._nursery)
        except (NotReady, CommandFailed) as error:
            self._say(f"restart given up: {error}")
            self._supervisor.enter("ready")
        before.close()

    async def _start_service(self, service: str | None) -> None:
        """Migrate a service's database and start its processes; without a service those that have none."""
        if service:
            await self._migrate(service)
        programs = [self._program(process) for process in PROCESSES if process.service == service]
        await self._supervisor.start(programs, patience=None)

    async def _migrate(self, service: str) -> None:
        """Migrate as soon as the database is there."""
        command = Command([sys.executable, "-m", f"services.{service}.cli", "migrate"], environment=self._environment)
        pause = SHORTEST_PAUSE
        while True:
            try:
                await run_once(Program(f"{service}-migration", "job", command, nursery=self._nursery), self._logs)
            except TryAgain:
                self._say(f"the database of {service} is away; tried again in {pause:g} s")
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _load_demo(self) -> None:
        """A system without its demo is still a system: say what went wrong and go on; the next start tries again."""
        command = Command([sys.executable, "-m", DEMO], environment=self._environment)
        try:
            await run_once(Program("demo", "job", command, nursery=self._nursery), self._logs)
        except CommandFailed as error:
            self._say(f"the demo data is incomplete: {error}")
        else:
            self._layout.demo_loaded.touch()

    async def _start_servers(self) -> None:
        """Start the embedded servers that no real one stands in for."""
        programs = []
        services = embedded_services(os.environ)
        postgres = Postgres(self._layout.data, self._layout.postgres_port, os.environ.get("WAL_ARCHIVE", ""))
        if services:
            await asyncio.to_thread(postgres.prepare)
            programs.append(Program("postgres", "server", postgres.command(), is_ready=postgres.is_ready))
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(self._layout.data, self._layout.valkey_port)
            programs.append(Program("valkey", "server", valkey.command(), is_ready=valkey.is_ready))
        await self._supervisor.start(programs)
        if services:
            await asyncio.to_thread(postgres.make_databases, services)

    def _program(self, process: Process) -> Program:
        address = self._layout.address(process)
        arguments = process.module(f"fd://{LISTENING}")
        own = environment_of(process, self._layout, self._environment)
        valkey = Valkey(self._layout.data, self._layout.valkey_port)
        embedded = valkey.is_own(own["REDIS_URL"])
        return Program(
            process.name,
            process.kind,
            Command([sys.executable, "-m", *arguments], environment=own),
            address,
            answers(address) if address else None,
            self._nursery,
            _listen(address) if address else None,
            lambda: watch(process, self._layout.progress, lambda: valkey.url if embedded else own["REDIS_URL"]),
        )

    def _say(self, text: str) -> None:
        self._logs.write("stack", text)


def _listen(address: str) -> socket.socket:
    host, _, port = address.partition(":")
    return socket.create_server((host, int(port)), backlog=BACKLOG)
