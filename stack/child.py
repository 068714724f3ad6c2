"""Starting and ending child processes so that none is left over, whatever happens to the one that started them."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """A process that can be found again: its number alone may by then belong to another."""

    pid: int
    created: float


@dataclass(frozen=True)
class Command:
    """What to start, how, and as whom."""

    arguments: Sequence[str]
    user: pwd.struct_passwd | None = None  # None: the one we are
    directory: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)  # beside the one we have
    stop_signal: signal.Signals = signal.SIGTERM
    before_start: Callable[[], None] = lambda: None

    def options(self) -> dict[str, Any]:
        """What `subprocess` needs to know beside the arguments.

        A session of its own: Ctrl-C reaches us only, and a process that a test has frozen is not woken by the kernel.
        """
        become = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        return {
            **become,
            "cwd": self.directory,
            "env": {**os.environ, **self.environment},
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
            "preexec_fn": end_with_parent(self.stop_signal),
        }


def end_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Code for `preexec_fn`: asks the kernel to send this signal when the thread that forked has ended."""
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it ended in the meantime
            os._exit(1)

    return ask


def identity_of(pid: int) -> Identity | None:
    """Who has this number now; None if nobody."""
    try:
        return Identity(pid, psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def is_alive(identity: Identity) -> bool:
    """Whether just this process still runs."""
    try:
        process = psutil.Process(identity.pid)
        return abs(process.create_time() - identity.created) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_all(identities: Collection[Identity], stop_signal: signal.Signals, patience: float = 10.0) -> None:
    """Stop processes that are not our children: all at once politely, then by force those who don't go."""
    for identity in identities:
        _signal(identity, stop_signal)
    if not wait_until(lambda: not any(map(is_alive, identities)), patience):
        for identity in identities:
            _signal(identity, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, identities)), patience)


def end_group(pid: int) -> None:
    """Kill what a dead leader of a session has left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Wait for a condition; returns whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def _signal(identity: Identity, number: signal.Signals) -> None:
    if not is_alive(identity):
        return
    leads = os.getpgid(identity.pid) == identity.pid
    with suppress(ProcessLookupError):
        if number == signal.SIGKILL and leads:
            os.killpg(identity.pid, number)
        else:
            os.kill(identity.pid, number)
