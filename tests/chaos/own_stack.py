"""A stack that nobody else uses, and which may be spoiled altogether."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.ports import free_base
from stack.postgres import Postgres
from tests.chaos.clock import Clock
from tests.journeys.conftest import Stack, zhicheng

DISK = "size=1200m,mode=755"
INSIDE = "CHAOS_ISOLATED"


def isolate(module: str) -> bool:
    """Begin this command anew where its network and its mounts are its own, if the machine allows; whether they are."""
    if os.environ.get(INSIDE) == "yes":
        own_network()
        return True
    if os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip"):
        inside = ["unshare", "--net", "--mount", sys.executable, "-m", module, *sys.argv[1:]]
        sys.exit(subprocess.run(inside, env={**os.environ, INSIDE: "yes"}, check=False).returncode)
    return False


def own_network() -> None:
    """Bring up 127.0.0.1, and let rules be put before the one by which everything there is reached."""
    for command in ("link set lo up", "rule add pref 100 lookup local", "rule del pref 0"):
        subprocess.run(["ip", *command.split()], check=True)


@contextmanager
def own_stack(*, isolated: bool, clock: bool = False) -> Iterator[Stack]:
    """All that `zhicheng up` starts, with the demo; on a small disk of its own, and with a `clock` of its own."""
    data, base = Path(tempfile.mkdtemp(prefix="zhicheng-chaos-")), free_base()
    data.chmod(0o755)  # PostgreSQL may run as another user, who has to get there
    if isolated:
        subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(data)], check=True)
    try:
        zhicheng("up", "--detach", f"--data={data}", f"--port={base}", **(Clock(data).make() if clock else {}))
        accounts = json.loads(zhicheng("demo", "accounts", f"--data={data}", "--json"))
        yield Stack(f"http://127.0.0.1:{base}", base, data, accounts)
    finally:
        zhicheng("down", f"--data={data}")
        if isolated:
            subprocess.run(["umount", str(data)], check=True)
        Postgres(data, 0).destroy()
        shutil.rmtree(data)
