"""What a stack tells of itself in `stack.json`: who runs, as which process, and whether it is ready."""

import fcntl
import json
import signal
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

from stack.child import Identity, end_all, is_alive
from stack.layout import Layout

Phase = Literal["starting", "ready", "restarting", "stopping", "stopped"]
State = Literal["waiting", "starting", "ready", "restarting", "stopped"]


@dataclass
class ProcessState:
    """One process as it is now; `pid` is None between its end and its next start."""

    name: str
    kind: str
    address: str = ""
    pid: int | None = None
    created: float | None = None
    state: State = "waiting"
    restarts: int = 0

    @property
    def identity(self) -> Identity | None:
        """Who that is, so that it can be found again."""
        return Identity(self.pid, self.created) if self.pid and self.created else None


@dataclass
class StackState:
    """The whole stack as it is now."""

    url: str
    base: int
    pid: int
    created: float
    phase: Phase
    processes: dict[str, ProcessState]

    def write(self, path: Path) -> None:
        """Replace the file, so that a reader sees the old or the new and never a half."""
        half = path.with_suffix(".new")
        half.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))
        half.replace(path)


def read_state(path: Path) -> StackState | None:
    """What was last written; None if nothing was, or nothing that can be read."""
    try:
        content: dict[str, Any] = json.loads(path.read_text())
        processes = {name: ProcessState(**process) for name, process in content.pop("processes").items()}
        return StackState(**content, processes=processes)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def running_stack(data: Path) -> StackState | None:
    """The state of the stack that runs on this folder; None if none does."""
    state = read_state(data / "stack.json")
    return state if state and is_alive(Identity(state.pid, state.created)) else None


class AlreadyRunning(Exception):
    """Another stack runs on this folder."""


def hold(layout: Layout) -> IO[str]:
    """Claim the folder for as long as the returned file is open; the kernel frees it even if we are killed.

    Raises `AlreadyRunning`.
    """
    file = (layout.data / "stack.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadyRunning from None
    return file


def end_leftovers(layout: Layout) -> list[str]:
    """End what a killed run has left, the servers last; returns the names."""
    state = read_state(layout.state)
    if state is None:
        return []
    left = {name: process.identity for name, process in state.processes.items() if process.identity}
    alive = {name: identity for name, identity in left.items() if is_alive(identity)}
    servers = {name for name in alive if state.processes[name].kind == "server"}
    end_all([alive[name] for name in alive.keys() - servers], signal.SIGTERM, patience=5)
    end_all([alive[name] for name in servers], signal.SIGINT)  # PostgreSQL would wait for its clients at SIGTERM
    return sorted(alive)
