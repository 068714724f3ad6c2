"""Commands of the review service: `python -m services.review.cli COMMAND`."""

from typing import Any

from sqlalchemy import select

from services.review.db import db
from services.review.models import Case
from shared.service_cli import printing, service_cli

cli = service_cli(db)


@printing(cli)
def reconcile() -> dict[str, Any]:
    """This service's side of the comparison: every case and how it stands."""
    shown = (Case.id, Case.kind, Case.subject_id, Case.submission_id, Case.status, Case.outcome, Case.version)
    with db.reading() as session:
        return {"cases": [dict(case) for case in session.execute(select(*shown).order_by(Case.id)).mappings()]}


if __name__ == "__main__":
    cli()
