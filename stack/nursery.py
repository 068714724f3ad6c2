"""Python processes born warm: one process imports what all need, and each of the others begins as a copy of it.

Sixteen processes that import the same libraries each for itself take half a minute of processor time and half a
gigabyte more. A copy shares the memory until it writes to it. What runs is the same as `python -m module arguments`.
"""

import asyncio
import atexit
import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from stack.child import Command

WARM = (
    "alembic.command",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.fixups.django",
    "flask_bootstrap",
    "flask_wtf.csrf",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "httpcore",
    "kombu.transport.redis",
    "markdown_it",
    "openpyxl",
    "PIL.Image",
    "pikepdf",
    "pypinyin",
    "shared.api",
    "shared.catalogue",
    "shared.figures.upkeep",
    "shared.jobs",
    "shared.messaging.inbox",
    "shared.messaging.relay",
    "shared.messaging.transport",
    "sqlalchemy.dialects.postgresql.psycopg",
    "urllib3",
)
# The C library reads these when a program starts, so what the nursery was told holds for all it bears: few pools for
# threads, and large blocks (a password's hash takes 19 MiB) given back at once.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "262144"}
LARGEST_REQUEST = 1 << 16
LISTENING = 100  # the number of the socket that a child is given: no other is so high when it is born
PATIENCE_SECONDS = 5
PR_SET_NAME, PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 15, 1, 36
_libc = ctypes.CDLL(None, use_errno=True)


class Nursery:
    """The warm process, seen from the one that supervises. Its children are given to us: we wait for them."""

    def __init__(self) -> None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        self._one_at_a_time = threading.Lock()
        self._warm_up()

    async def start(self, command: Command, output: int, listening: int | None = None) -> "Child":
        """Start what `python -m module…` would start, its output going to a file descriptor.

        A socket that is given to it has the number `LISTENING` there. Raises OSError if the nursery dies repeatedly.
        """
        given = [output] if listening is None else [output, listening]
        return Child(await asyncio.to_thread(self._bear, command, given))

    def close(self) -> None:
        """End the nursery; what it has started goes on."""
        self._socket.close()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def _warm_up(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "stack.nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            env={**os.environ, **MEMORY},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()

    def _bear(self, command: Command, given: list[int]) -> int:
        """The number of a new child; a nursery that has died is replaced once."""
        module = list(command.arguments[2:])
        request = json.dumps({"module": module, "environment": {**os.environ, **command.environment}}).encode()
        with self._one_at_a_time:
            for _ in range(2):
                with suppress(OSError):
                    socket.send_fds(self._socket, [request], given)
                    if answer := self._socket.recv(32):
                        return int(answer)
                self.close()
                self._warm_up()
        raise ChildProcessError("the nursery does not live")


@dataclass
class Child:
    """A process that the nursery bore: the part of asyncio's Process that is needed here."""

    pid: int
    returncode: int | None = None

    async def wait(self) -> int:
        """Wait for its end; returns its code, negative for a signal."""
        descriptor = os.pidfd_open(self.pid)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(descriptor, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
        _, status = os.waitpid(self.pid, 0)  # noqa: ASYNC222 - it has ended
        self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def reap_group(leader: int) -> None:
    """Take note of the deaths of what a dead leader had started, which the kernel has given to us."""
    with suppress(ChildProcessError):
        while os.waitpid(-leader, os.WNOHANG)[0]:
            pass


def _serve(requests: socket.socket) -> list[str] | None:
    """Bear children; returns in each child what to run, and None in the nursery itself when nobody asks any more."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, LARGEST_REQUEST, 2)
        if not request:
            return None
        asked = json.loads(request)
        telling, told = os.pipe()
        if os.fork() == 0:  # the one in the middle ends at once, so that the supervisor becomes the parent
            between = os.getpid()
            child = os.fork()
            if child == 0:
                requests.close()
                _become(between, asked["environment"], asked["module"][0], descriptors)
                return list(asked["module"])
            os.write(told, str(child).encode())
            os._exit(0)
        os.wait()
        os.close(told)
        requests.send(os.read(telling, 32))
        for descriptor in (telling, *descriptors):
            os.close(descriptor)


def _become(between: int, environment: Mapping[str, str], name: str, descriptors: list[int]) -> None:
    os.setsid()
    while os.getppid() == between:  # until then the signal below would tell of the end of the one in the middle
        time.sleep(0.001)
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
    _libc.prctl(PR_SET_NAME, name.encode()[:15])
    for standard in (1, 2):
        os.dup2(descriptors[0], standard)
    os.close(descriptors[0])
    for listening in descriptors[1:]:
        os.dup2(listening, LISTENING)
    os.environ.clear()
    os.environ.update(environment)


class _End:
    """The end of a child, once threads and all else that wants to know of it have ended or been told.

    To take an interpreter apart piece by piece writes to all the memory that it shares, only to give it back: that is
    two thirds of what it costs to stop the system.
    """

    def __init__(self) -> None:
        self.code = 0
        atexit.register(self)  # before anybody else: the last to be called

    def __call__(self) -> None:
        """Leave with the code of what was run."""
        for stream in (sys.stdout, sys.stderr):
            with suppress(ValueError):  # the module has closed it itself
                stream.flush()
        os._exit(self.code)

    def of(self, module: list[str]) -> None:
        """Run a module as the main one, and note how it ends."""
        sys.argv = module
        self.code = 1
        try:
            runpy.run_module(module[0], run_name="__main__", alter_sys=True)
        except SystemExit as end:
            self.code = end.code if isinstance(end.code, int) else int(bool(end.code))
            raise
        self.code = 0


def main() -> None:
    """Warm up, then serve requests on the inherited socket; in a child, run what was asked for."""
    end = _End()
    requests = socket.socket(fileno=int(sys.argv[1]))
    for name in WARM:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    module = _serve(requests)
    if module is not None:
        end.of(module)


if __name__ == "__main__":
    main()
