"""One program under supervision: started, watched, started again when it has died, stopped."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from stack.child import Command, end_group, identity_of
from stack.logs import Logs
from stack.nursery import Child, Nursery, reap_group
from stack.readiness import SAYS_READY
from stack.services import CommandFailed, TryAgain
from stack.state import ProcessState, State
from stack.watching import Watch

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # one that has run so long gets its patience back
CHECK_SECONDS = 0.1
WATCH_SECONDS = 5.0
LONGEST_LINE = 1 << 20

Running = asyncio.subprocess.Process | Child


@dataclass(frozen=True)
class Program:
    """What to run. Without `is_ready` it is ready when it says so."""

    name: str
    kind: str
    command: Command
    address: str = ""
    is_ready: Callable[[], bool] | None = None
    nursery: Nursery | None = None  # where it is born warm; otherwise it starts cold, as a server does
    listening: socket.socket | None = None  # stays open while it is away: who asks meanwhile waits, and is answered
    watch: Callable[[], Watch] | None = None  # begun anew with each of its lives


class Supervised:
    """A program and its life so far."""

    def __init__(self, program: Program, logs: Logs, changed: Callable[[], None]) -> None:
        self.program = program
        self.state = ProcessState(program.name, program.kind, program.address)
        self.ready = asyncio.Event()
        self._logs = logs
        self._changed = changed
        self._stopping = asyncio.Event()
        self._renewing = False
        self._ended = asyncio.Event()
        self._ended.set()
        self._process: Running | None = None
        self._life = asyncio.create_task(self._live(), name=program.name)

    async def stop(self, patience: float) -> None:
        """End the program for good: politely, and by force after `patience` seconds."""
        self._stopping.set()
        await self._end(patience)
        await self._life
        if self.program.listening:
            self.program.listening.close()

    async def renew(self, nursery: Nursery, patience: float) -> None:
        """End the process as `stop` does and start it anew, born of this nursery; returns when it is ready."""
        self.program = replace(self.program, nursery=nursery)
        self._renewing = True
        self.ready.clear()
        await self._end(patience)
        await self.ready.wait()
        self._renewing = False

    async def _end(self, patience: float) -> None:
        self._send(self.program.command.stop_signal)
        try:
            await asyncio.wait_for(self._ended.wait(), patience)
        except TimeoutError:
            self._say(f"does not stop within {patience:g} s: killed")
            self._send(signal.SIGKILL)
            await self._ended.wait()

    async def _live(self) -> None:
        pause = SHORTEST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            ending = await self._run_once()
            if self._stopping.is_set():
                break
            if self._renewing:
                self._renewing, pause = False, SHORTEST_PAUSE
                continue
            if time.monotonic() - started > STEADY_SECONDS:
                pause = SHORTEST_PAUSE
            self._say(f"{ending}; starts again in {pause:g} s")
            self._become("restarting")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(LONGEST_PAUSE, pause * 2)
            self.state.restarts += 1
        self._become("stopped")

    async def _run_once(self) -> str:
        """Start it and wait for its end; returns how it ended, in words."""
        self._ended.clear()
        try:
            return await self._live_once()
        finally:
            self._ended.set()

    async def _live_once(self) -> str:
        try:
            self._process, lines, pipe = await _start(self.program)
        except OSError as error:
            return f"cannot be started: {error}"
        process = self._process
        identity = identity_of(process.pid)
        self.state.pid, self.state.created = (identity.pid, identity.created) if identity else (None, None)
        self._become("starting")
        if self._stopping.is_set():  # asked while it was being started
            self._send(self.program.command.stop_signal)
        watching = [asyncio.create_task(self._read_lines(lines)), asyncio.create_task(self._watch_life())]
        code = await process.wait()
        end_group(process.pid)  # children of a killed leader would go on with half of the work
        reap_group(process.pid)
        watching[1].cancel()
        await asyncio.wait(watching, timeout=1)
        pipe.close()
        self.ready.clear()
        self.state.pid = self.state.created = None
        return _how_it_ended(code)

    async def _read_lines(self, lines: asyncio.StreamReader) -> None:
        while True:
            try:
                line = (await lines.readline()).decode(errors="replace")
            except ValueError:  # longer than the limit: the rest of it comes as the next line
                continue
            if not line:
                return
            self._logs.write(self.program.name, line.rstrip())
            if self.program.is_ready is None and SAYS_READY.search(line):
                self._become_ready()

    async def _watch_life(self) -> None:
        """Find out when it is ready, and then whether it gets on; one that does not is killed, and so starts again."""
        while self.program.is_ready and not await asyncio.to_thread(self.program.is_ready):  # noqa: ASYNC110 - of another process there are no events
            await asyncio.sleep(CHECK_SECONDS)
        if self.program.is_ready:
            self._become_ready()
        await self.ready.wait()
        if self.program.watch is None or self._process is None:
            return
        watch = self.program.watch()
        while not await asyncio.to_thread(watch.is_over, self._process.pid):  # noqa: ASYNC110 - the same
            await asyncio.sleep(WATCH_SECONDS)
        self._say(f"has not got on for {watch.patience:g} s: killed")
        self._send(signal.SIGKILL)

    def _become_ready(self) -> None:
        if self.state.state == "starting":
            self.ready.set()
            self._become("ready")

    def _become(self, state: State) -> None:
        self.state.state = state
        self._changed()

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def _say(self, text: str) -> None:
        self._logs.write("stack", f"{self.program.name} {text}")


async def run_once(program: Program, logs: Logs) -> None:
    """Run a program to its end, its lines among those of the others.

    Raises `CommandFailed` with its last words, `TryAgain` if it says that only that is needed.
    """
    process, lines, pipe = await _start(program)
    try:
        while line := await lines.readline():
            logs.write(program.name, line.decode(errors="replace").rstrip())
        code = await process.wait()
    finally:
        pipe.close()
        if process.returncode is None:  # nobody waits for its end any more
            os.kill(process.pid, signal.SIGTERM)
    if code:
        failure = TryAgain if code == os.EX_TEMPFAIL else CommandFailed
        raise failure(f"{program.name} {_how_it_ended(code)}:\n{logs.last_lines(program.name)}")


async def _start(program: Program) -> tuple[Running, asyncio.StreamReader, asyncio.ReadTransport]:
    """The process and its lines; the pipe is ours since with asyncio's own `wait` waits for orphans who hold it too."""
    command = program.command
    await asyncio.to_thread(command.before_start)
    ours, its = os.pipe()
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    protocol = asyncio.StreamReaderProtocol(lines)
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(ours, "rb"))
    try:
        process = await _run_with_output(program, its)
    except OSError:
        pipe.close()
        raise
    finally:
        os.close(its)
    return process, lines, pipe


async def _run_with_output(program: Program, output: int) -> Running:
    if program.nursery:
        listening = program.listening.fileno() if program.listening else None
        return await program.nursery.start(program.command, output, listening)
    command = program.command
    return await asyncio.create_subprocess_exec(
        *command.arguments, stdout=output, stderr=asyncio.subprocess.STDOUT, **command.options()
    )


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"
