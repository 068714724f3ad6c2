"""Where a system may be spoiled altogether: with a network and a small disk of its own, if the machine allows."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.chaos.clock import Clock
from tests.own_stack import Stack, own_folder, running

DISK = "size=1200m,mode=755"
INSIDE = "CHAOS_ISOLATED"


def isolate(module: str) -> bool:
    """Begin this command anew where its network and its mounts are its own, if the machine allows; whether they are."""
    if os.environ.get(INSIDE) == "yes":
        own_network()
        return True
    if os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip"):
        inside = ["unshare", "--net", "--mount", sys.executable, "-m", module, *sys.argv[1:]]
        os.execvpe("unshare", inside, {**os.environ, INSIDE: "yes"})  # whoever ends this command then ends all of it
    return False


def own_network() -> None:
    """Bring up 127.0.0.1, and let rules be put before the one by which everything there is reached."""
    for command in ("link set lo up", "rule add pref 100 lookup local", "rule del pref 0"):
        subprocess.run(["ip", *command.split()], check=True)


@contextmanager
def spoilt_stack(*, isolated: bool, clock: bool = False) -> Iterator[Stack]:
    """All that `zhicheng up` starts, with the demo; on a small disk of its own, and with a `clock` of its own."""
    with (
        own_folder() as data,
        small_disk(data) if isolated else nullcontext(),
        running(data, **(Clock(data).make() if clock else {})) as stack,
    ):
        yield stack


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk in memory in the place of a folder; when it is full, nobody else notices."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
