"""Runs all programs of a stack as one: starts them, waits until they are ready, stops them in order."""

import asyncio
import math
import os
import time
from collections.abc import Iterable

from stack.child import identity_of
from stack.layout import Layout
from stack.logs import Logs
from stack.nursery import Nursery
from stack.program import Program, Supervised
from stack.state import Phase, StackState

# Those in front go first, so that none of them asks one that has gone. Together less than 15 s.
STOP_ORDER = ((("web",), 4.0), (("api", "worker", "relay", "sandbox"), 5.0), (("server",), 5.5))
# Receivers before those who send, so that nobody is told what he does not know yet.
RENEWAL_ORDER = ("worker", "api", "relay", "web")
RENEWAL_SECONDS = 15.0  # for what is being answered or handled to come to its end
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

    async def start(self, programs: Iterable[Program], patience: float | None = PATIENCE_SECONDS) -> None:
        """Start programs together and wait until all are ready; without `patience` for as long as they live.

        Raises `NotReady` if one dies again and again or none of the waiting helps.
        """
        started = [Supervised(program, self._logs, self._write) for program in programs]
        self._supervised += started
        self._state.processes.update({one.program.name: one.state for one in started})
        deadline = time.monotonic() + (math.inf if patience is None else patience)
        while not all(one.ready.is_set() for one in started):
            hopeless = any(one.state.restarts >= TOO_MANY_RESTARTS for one in started)
            if hopeless or time.monotonic() > deadline:
                raise NotReady(self._last_words(started))
            await asyncio.sleep(CHECK_SECONDS)

    async def renew(self, nursery: Nursery) -> None:
        """Replace the product's processes by new ones: those who answer requests one at a time.

        Raises `NotReady` if a new one is not ready in time; the others are left as they are.
        """
        self.enter("restarting")
        for kind in RENEWAL_ORDER:
            of_kind = [one for one in self._supervised if one.program.kind == kind]
            width = 1 if kind in {"api", "web"} else len(of_kind)
            for first in range(0, len(of_kind), width):
                await asyncio.gather(*(self._renew(one, nursery) for one in of_kind[first : first + width]))
        self.enter("ready")

    async def _renew(self, one: Supervised, nursery: Nursery) -> None:
        try:
            await asyncio.wait_for(one.renew(nursery, RENEWAL_SECONDS), PATIENCE_SECONDS)
        except TimeoutError:
            raise NotReady(self._last_words([one])) from None

    async def stop(self) -> None:
        """Stop everything in order."""
        self.enter("stopping")
        for kinds, patience in STOP_ORDER:
            await asyncio.gather(*(one.stop(patience) for one in self._supervised if one.program.kind in kinds))
        self.enter("stopped")

    @property
    def phase(self) -> Phase:
        """How far the stack is."""
        return self._state.phase

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
