"""Commands of the profile service: `python -m services.profile.cli COMMAND`."""

from typing import Any

from services.profile import collector, queries
from services.profile.db import db
from shared.service_cli import printing, service_cli

cli = service_cli(db)


@printing(cli)
def reconcile() -> dict[str, Any]:
    """How every record, change request and share stands here."""
    with db.reading() as session:
        return queries.reconcilable(session)


@printing(cli)
def collect_files() -> dict[str, int]:
    """Remove uploaded files that nothing refers to."""
    return collector.collect_files()


if __name__ == "__main__":
    cli()
