"""Commands of the profile service: `python -m services.profile.cli COMMAND`."""

from typing import Any

from services.profile import collector, queries
from services.profile.db import db
from services.profile.models import Person
from services.profile.models.sealed import SEALED
from services.profile.operations.figures import LEDGER, count_person, marks_of
from shared import reencryption
from shared.figures.upkeep import Upkeep
from shared.logging import configure_logging
from shared.service_cli import printing, service_cli

cli = service_cli(db)
FIGURES = Upkeep(db, LEDGER, Person.id, marks_of, count_person)


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
def reencrypt() -> dict[str, int]:
    """Encrypt everything under the current key and say how many values changed (重新加密)."""
    return reencryption.reencrypt(db, SEALED)


@printing(cli)
def under_older_keys() -> dict[str, int]:
    """How many values of each column lie under an older key."""
    return reencryption.under_older_keys(db, SEALED)


if __name__ == "__main__":
    configure_logging("profile-command")  # to stderr: what is printed is the answer
    cli()
