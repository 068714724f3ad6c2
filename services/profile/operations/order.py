"""The order of a section's entries, which is the order in review and in print."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import Entry
from services.profile.operations.change_log import Doer, log_order
from services.profile.operations.entries import editable_record, next_position, touch
from services.profile.operations.records import entries_of, find_section
from shared.errors import DomainError


class OrderOutdated(DomainError):
    """The section's entries are others than those that were put in order."""

    status, error, message = 409, "order_outdated", "条目在您打开页面之后有增减，请刷新页面后再调整顺序。"


def reorder(session: Session, person_id: UUID, section_key: str, order: Sequence[UUID]) -> list[Entry]:
    """Put the entries of a section in this order, which names each exactly once.

    Raises RecordNotEditable and OrderOutdated.
    """
    section = find_section(section_key)
    record = editable_record(session, person_id)
    entries = {entry.id: entry for entry in entries_of(session, record.id)[section.key]}
    if sorted(order) != sorted(entries):
        raise OrderOutdated
    if list(order) != list(entries):
        log_order(session, Doer(person_id), record.id, section.key)
    # New places lie behind all old ones: no two entries share one at any moment, whichever is written first.
    for position, entry_id in enumerate(order, next_position(session, record, section)):
        entries[entry_id].position = position
    touch(record)
    return [entries[entry_id] for entry_id in order]
