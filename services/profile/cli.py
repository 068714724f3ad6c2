"""Commands of the profile service: `python -m services.profile.cli COMMAND`."""

from typing import Any

import click

from services.profile import collector, queries, snapshot_archive
from services.profile.db import db
from services.profile.models import Person
from services.profile.models.sealed import SEALED
from services.profile.operations.figures import LEDGER, count_person, marks_of
from services.profile.operations.first_partner import provide_first_partner
from services.profile.partner_commands import partner_commands
from shared.figures.upkeep import Upkeep
from shared.logging import configure_logging
from shared.service_cli import printing, service_cli

cli = service_cli(db, SEALED, provide_first_partner)
FIGURES = Upkeep(db, LEDGER, Person.id, marks_of, count_person)

partner_commands(printing(cli))


@printing(cli)
def reconcile() -> dict[str, Any]:
    """How every record, change request, correction and share stands here."""
    with db.reading() as session:
        return queries.reconcilable(session) | {"figures": FIGURES.differences(session)}


@printing(cli)
def rebuild_figures() -> dict[str, int]:
    """Count all people anew (重新统计)."""
    return FIGURES.rebuild()


@printing(cli)
def collect_files() -> dict[str, int]:
    """Remove uploaded files that nothing refers to (清理文件)."""
    return collector.collect_files()


@printing(cli)
@click.option("--years", type=click.IntRange(min=1), required=True)
@click.option("--dry-run", is_flag=True)
def archive_snapshots(*, years: int, dry_run: bool) -> dict[str, int]:
    """Move contents of old snapshots to the store of files (归档历次提交)."""
    return snapshot_archive.archive_snapshots(years, dry_run=dry_run)


if __name__ == "__main__":
    configure_logging("profile-command")  # to stderr: what is printed is the answer
    cli()
