"""Runs all programs of a stack as one: starts them, waits until they are ready, stops them in order."""

import asyncio
import os
import time
from collections.abc import Iterable

from stack.child import identity_of
from stack.layout import Layout
from stack.logs import Logs
from stack.program import Program, Supervised
from stack.state import Phase, StackState

# Those in front go first, so that none of them asks one that has gone. Together less than 15 s.
STOP_ORDER = ((("web",), 2.0), (("api", "worker", "relay", "sandbox"), 5.0), (("server",), 7.5))
PATIENCE_SECONDS = 90.0
TOO_MANY_RESTARTS = 3
CHECK_SECONDS = 0.05
REWRITE_SECONDS = 1.0


class NotReady(Exception):
    """The message names the programs that did not start and their last words."""


class Supervisor:
    """The programs of one stack, and the file in which it tells how they are."""

    def __init__(self, layout: Layout, logs: Logs) -> None:
        identity = identity_of(os.getpid())
        assert identity is not None
        self._layout = layout
        self._logs = logs
        self._supervised: list[Supervised] = []
        self._state = StackState(layout.url, layout.base, identity.pid, identity.created, "starting", {})
        self._write()

    async def start(self, programs: Iterable[Program]) -> None:
        """Start programs together and wait until all are ready.

        Raises `NotReady` if one dies again and again or none of the waiting helps.
        """
        started = [Supervised(program, self._logs, self._write) for program in programs]
        self._supervised += started
        self._state.processes.update({one.program.name: one.state for one in started})
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not all(one.ready.is_set() for one in started):
            hopeless = any(one.state.restarts >= TOO_MANY_RESTARTS for one in started)
            if hopeless or time.monotonic() > deadline:
                raise NotReady(self._last_words(started))
            await asyncio.sleep(CHECK_SECONDS)

    async def stop(self) -> None:
        """Stop everything in order."""
        self.enter("stopping")
        for kinds, patience in STOP_ORDER:
            await asyncio.gather(*(one.stop(patience) for one in self._supervised if one.program.kind in kinds))
        self.enter("stopped")

    def enter(self, phase: Phase) -> None:
        """Note how far the stack is."""
        self._state.phase = phase
        self._write()

    def _write(self) -> None:
        """Tell how things stand; where the disk is full that has to wait, and supervision goes on."""
        try:
            self._state.write(self._layout.state)
        except OSError:
            asyncio.get_running_loop().call_later(REWRITE_SECONDS, self._write)

    def _last_words(self, started: list[Supervised]) -> str:
        late = [one.program.name for one in started if not one.ready.is_set()]
        words = [f"--- {name}\n{self._logs.last_lines(name)}" for name in late]
        return "\n".join([f"没有就绪：{', '.join(late)}", *words])
