"""ID numbers: the index by which they are found without being readable, and found again while its key changes."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.auth.models import Contact, Person
from services.auth.models.sealed import CONTACTS, ID_NUMBERS, SEALED
from shared.catalogue.identity import normalised_id_number
from shared.crypto import blind_index, blind_indexes
from shared.keyed_columns import IndexColumn

PURPOSE = "person.id_number"
RESIDENT_CARD, OTHER_DOCUMENT = "01", "99"


def index_of(id_number: str) -> bytes:
    """The index as it is written from now on."""
    return blind_index(normalised_id_number(id_number), purpose=PURPOSE)


def indexes_of(id_number: str) -> list[bytes]:
    """Every index under which a person with this number may lie: while the key changes some lie under the old one."""
    return blind_indexes(normalised_id_number(id_number), purpose=PURPOSE)


def has_number(id_number: str) -> ColumnElement[bool]:
    """The condition that a person is found by this number."""
    return Person.id_number_index.in_(indexes_of(id_number))


def claim_number(session: Session, id_number: str) -> None:
    """Let nobody else give the same number to anybody meanwhile. Look only afterwards whether somebody has it.

    The unique index holds under one generation of the key only. Locks are taken under all that are known, in one order:
    who knows a newer one knows the older one too, so two of them meet there; and whoever looks then looks under both.
    """
    for index in sorted(indexes_of(id_number)):
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(index[:8], signed=True))))


KEYED = (
    *SEALED,
    IndexColumn(Person.id_number_index, "index", ID_NUMBERS, index_of),
    IndexColumn(Contact.value_index, "index", CONTACTS, lambda _: b""),  # of before: nobody is found by it any more
)
"""All that is made with keys: what is encrypted, and by what it is found."""
