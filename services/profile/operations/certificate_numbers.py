"""Whether another person has handed in a certificate with the same number."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from services.profile.models import CertificateNumber, Person
from shared.catalogue import SECTIONS, Section

SIGNS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]")
SHORTEST = 6  # what is shorter ("无", "001") is the same by chance
MOST_SHOWN = 20


class Number(NamedTuple):
    """A certificate's number in its comparable form, and where it stands."""

    section: str
    field: str
    entry_id: UUID | None
    number: str


class Holder(NamedTuple):
    """Another person with the same number."""

    name: str
    account: str
    unit_id: UUID


def numbers_in(section: Section, entry_id: UUID | None, values: Mapping[str, Any]) -> list[Number]:
    """The numbers of an entry that no two people can share."""
    found = []
    for field in section.fields:
        number = SIGNS.sub("", values.get(field.key) or "").upper() if field.personal_number else ""
        if len(number) >= SHORTEST:
            found.append(Number(section.key, field.key, entry_id, number))
    return found


def numbers_of_snapshot(content: Mapping[str, Any]) -> list[Number]:
    """Those of a whole snapshot."""
    return [
        number
        for key, entries in content["sections"].items()
        for entry in entries
        for number in numbers_in(SECTIONS[key], UUID(entry["id"]), entry["data"])
    ]


def note_numbers(session: Session, record_id: UUID, numbers: Sequence[Number]) -> None:
    """Keep the numbers of what was handed in, in place of those handed in before. The record must be locked."""
    session.execute(delete(CertificateNumber).where(CertificateNumber.record_id == record_id))
    session.add_all(CertificateNumber(record_id=record_id, **number._asdict()) for number in numbers)


def holders(session: Session, record_id: UUID, numbers: Collection[Number]) -> list[tuple[Number, list[Holder]]]:
    """Each of the numbers that others have too, with them."""
    place = tuple_(CertificateNumber.number, CertificateNumber.section, CertificateNumber.field)
    wanted = [(number.number, number.section, number.field) for number in numbers]
    found = (
        select(*place.clauses, Person.name, Person.account, Person.unit_id)
        .join(Person, Person.id == CertificateNumber.record_id)
        .where(place.in_(wanted), CertificateNumber.record_id != record_id, Person.merged_into.is_(None))
        .order_by(Person.account)
        .distinct()
        .limit(MOST_SHOWN)
    )
    by_place: dict[tuple[str, str, str], list[Holder]] = {}
    for number, section, field, *person in session.execute(found) if wanted else ():
        by_place.setdefault((number, section, field), []).append(Holder(*person))
    return [
        (number, by_place[key])
        for number in numbers
        if (key := (number.number, number.section, number.field)) in by_place
    ]


def shared_numbers(session: Session, record_id: UUID, numbers: Sequence[Number]) -> int:
    """How many of the numbers others have handed in too."""
    return len(holders(session, record_id, numbers))
