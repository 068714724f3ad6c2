"""Commands of the review service: `python -m services.review.cli COMMAND`."""

from typing import Any

from sqlalchemy import select

from services.review.db import db
from services.review.models import Case, Person, Unit
from services.review.operations.figures import LEDGER, count_case, marks_of
from shared.figures.upkeep import Upkeep
from shared.service_cli import printing, service_cli

cli = service_cli(db)
FIGURES = Upkeep(db, LEDGER, Case.id, marks_of, count_case)


@printing(cli)
def reconcile() -> dict[str, Any]:
    """This service's side of the comparison: every case and how it stands, and the people whom they are about."""
    what = (Case.id, Case.kind, Case.subject_id, Case.submission_id, Case.unit_id, Case.person_id)
    shown = (*what, Case.reviewer_id, Case.status, Case.outcome, Case.version)
    people = select(Person.id, Person.version).order_by(Person.id)
    units = select(Unit.id, Unit.version).where(Unit.version > 0).order_by(Unit.id)  # 0: heard of before it was kept
    with db.reading() as session:
        cases = session.execute(select(*shown).order_by(Case.id)).mappings()
        return {
            "cases": [dict(case) for case in cases],
            "people": [dict(person) for person in session.execute(people).mappings()],
            "units": [dict(unit) for unit in session.execute(units).mappings()],
            "figures": FIGURES.differences(session),
        }


@printing(cli)
def rebuild_figures() -> dict[str, int]:
    """Count all cases anew (重新统计)."""
    return FIGURES.rebuild()


if __name__ == "__main__":
    cli()
