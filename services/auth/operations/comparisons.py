"""What comparing the services found, and telling again what auth is the owner of."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.auth.models import Comparison, Person, Unit
from services.auth.operations.announcing import announce
from services.auth.operations.units import announce_unit
from shared.audit.deed import note
from shared.errors import DomainError

MOST_KEPT = 30


class NothingToTell(DomainError):
    """The last comparison found nothing that is put right by telling it again."""

    status, error, message = 409, "nothing_to_tell", "最近一次核对没有可以重新通报的差异。"


def keep(session: Session, total: int, differences: list[dict[str, str | None]]) -> None:
    """Keep what was found now, and let go of what is older than the last thirty."""
    session.add(Comparison(total=total, differences=differences))
    session.flush()
    kept = select(Comparison.id).order_by(Comparison.id.desc()).limit(MOST_KEPT)
    session.execute(delete(Comparison).where(Comparison.id.not_in(kept)))


def restate(session: Session, units: Collection[UUID], people: Collection[UUID], reason: str) -> dict[str, int]:
    """Tell everybody again how these stand, at the version that they have; how many there were."""
    of_units = select(Unit).where(Unit.id.in_(units)).order_by(Unit.id)
    of_people = select(Person).where(Person.id.in_(people)).order_by(Person.id)
    found_units = session.scalars(of_units.with_for_update(key_share=True)).all()
    found_people = session.scalars(of_people.with_for_update(key_share=True)).all()
    for unit in found_units:
        announce_unit(session, unit)
    for person in found_people:
        announce(session, person)
    note(reason=reason, units=[str(one) for one in units], people=[str(one) for one in people])
    return {"units": len(found_units), "people": len(found_people)}


def tell_again(session: Session, reason: str) -> dict[str, Any]:
    """Restate what the last comparison found that auth is the owner of.

    Raises NothingToTell. Twice does no harm: a receiver that has this version leaves it out.
    """
    last = session.scalar(select(Comparison).order_by(Comparison.id.desc()).limit(1))
    told: dict[str, list[UUID]] = {"unit": [], "person": []}
    for one in last.differences if last else ():
        if one["told_as"]:
            told[one["told_as"]].append(UUID(one["about"]))
    if not any(told.values()):
        raise NothingToTell
    return restate(session, told["unit"], told["person"], reason)
