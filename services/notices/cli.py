"""Commands of the notices service: `python -m services.notices.cli COMMAND`."""

from typing import Any

from sqlalchemy import func, select

from services.notices.db import db
from services.notices.models import Person, PersonalMessage, RecordStatus, Unit
from shared.service_cli import printing, service_cli

cli = service_cli(db)


@printing(cli)
def demo() -> dict[str, int]:
    """Publish the invented notices that are not there yet (装入演示数据)."""
    from services.notices.demo import loading  # dear, and needed only here

    with db.transaction() as session:
        return {"notices": loading.load(session)}


@printing(cli)
def reconcile() -> dict[str, Any]:
    """This service's side of the comparison: every unit and person, and how each record stands as last heard."""
    units = select(Unit.id, Unit.version, Unit.closed).order_by(Unit.id)
    people = select(Person.id, Person.version, Person.active, Person.merged_into).order_by(Person.id)
    told = select(PersonalMessage.recipient_id, func.count().label("messages")).group_by(PersonalMessage.recipient_id)
    left = told.join(Person, Person.id == PersonalMessage.recipient_id).where(Person.merged_into.is_not(None))
    records = select(RecordStatus.person_id, RecordStatus.status, RecordStatus.version).order_by(RecordStatus.person_id)
    with db.reading() as session:
        return {
            "units": [dict(unit) for unit in session.execute(units).mappings()],
            "people": [dict(person) for person in session.execute(people).mappings()],
            "left_messages": [dict(one) for one in session.execute(left).mappings()],
            "records": [dict(record) for record in session.execute(records).mappings()],
        }


if __name__ == "__main__":
    cli()
