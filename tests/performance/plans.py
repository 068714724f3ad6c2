"""The plans of all statements that the tests have seen, in databases with very many people.

`STATEMENTS=build/statements .venv/bin/pytest tests/auth tests/profile tests/review tests/notices` collects them.
"""

import pickle
import sys
from pathlib import Path

from shared.settings import SERVICES
from stack.postgres import Postgres
from stack.servers import Servers
from tests.plans import Sent, faults_of


def main() -> None:
    """Ask PostgreSQL alone, in a stopped stack: `python -m tests.performance.plans DATA PORT STATEMENTS`."""
    data, port, folder = sys.argv[1:]
    servers = Servers(Path(data), int(port))
    servers.start("postgres")
    try:
        refuse_growing_plans(servers.postgres, Path(folder))
    finally:
        servers.stop()


def refuse_growing_plans(postgres: Postgres, folder: Path) -> None:
    """Print what reads a whole large table, or skips; ends with 1 if anything does."""
    sent: list[Sent] = [one for file in sorted(folder.glob("*.pickle")) for one in pickle.loads(file.read_bytes())]
    unlike = {(one.service, one.statement): one for one in sent}.values()
    faults = [
        fault
        for service in SERVICES
        for fault in faults_of(postgres, [one for one in unlike if one.service == service], only_indexes=False)
    ]
    print(f"{len(unlike)} statements explained, {len(faults)} read whole tables", *faults, sep="\n\n")
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
