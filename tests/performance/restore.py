"""How long a restore takes and how much is lost by it: `python -m tests.performance.restore`.

The demo's people and as many files as one asks for (`FILES`, of 1 MB), on servers of its own at 127.0.0.1.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from pyrage.x25519 import Identity

from stack.backup import Place, back_up
from stack.environment import build_environment
from stack.layout import Layout
from stack.ports import free_base
from stack.postgres import Postgres
from stack.restore import Source, restore
from tests.servers import running_servers

FILES = int(os.environ.get("FILES", "100"))


def main() -> None:
    """Fill, back up, restore, print."""
    apart = Path(tempfile.mkdtemp(prefix="zhicheng-restore-"))
    apart.chmod(0o755)
    identity = Identity.generate()
    restored = Layout(apart / "restored", free_base())
    try:
        with running_servers() as servers:
            os.environ.update(servers.env)
            _fill(servers.data / "files")
            layout = Layout(servers.data, servers.base_port)
            begun = time.monotonic()
            place = Place(apart / "backups", apart / "keys", [identity.to_public()])
            made = back_up(layout, build_environment(layout, {}), place)
            backed_up = time.monotonic()
        answer = restore(restored, Source(Path(made["backup"]), Path(made["keys"]), identity), replace=False)
        took = time.monotonic() - backed_up
    finally:
        Postgres(restored.data, 0).destroy()
        shutil.rmtree(apart)
    size = sum(part["bytes"] for part in made["manifest"]["parts"].values()) // 1024**2
    print(f"backup {backed_up - begun:.1f} s, {size} MB; RTO {took:.1f} s; agree {answer['reconcile']['agree']}")
    print("RPO: the age of the last backup; with WAL_ARCHIVE at most 60 s and the copying of one piece of the log")


def _fill(files: Path) -> None:
    from services.auth.db import db
    from services.auth.demo import loading
    from shared.migrate import upgrade
    from tests.agreement.post import PLACES, carry

    for place in PLACES.values():
        upgrade(place.db)
    with db.transaction() as session:
        loading.load(session)
    carry()
    for number in range(FILES):
        (files / str(number)).write_bytes(os.urandom(1024**2))


if __name__ == "__main__":
    main()
