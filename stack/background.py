"""`zhicheng up --detach`: the same stack in a process of its own, which outlives the terminal."""

import subprocess
import sys

from stack.child import wait_until
from stack.layout import Layout
from stack.preflight import CannotStart
from stack.state import AlreadyRunning, running_stack

START_SECONDS = 300.0


def start_in_background(layout: Layout, *, demo: bool) -> str:
    """Start the stack and wait until it is ready; returns its greeting.

    Raises `AlreadyRunning`, or `CannotStart` with what it said before it ended.
    """
    if running_stack(layout.data):
        raise AlreadyRunning
    layout.make_folders()
    greeting = layout.logs / "greeting.txt"
    command = [sys.executable, "-m", "stack.cli", "up", "--quiet", f"--data={layout.data}", f"--port={layout.base}"]
    with greeting.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [*command, "--demo" if demo else "--no-demo"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    wait_until(lambda: process.poll() is not None or "READY" in greeting.read_text(), START_SECONDS)
    if process.poll() is not None:
        raise CannotStart(greeting.read_text().strip())
    return greeting.read_text().strip()
