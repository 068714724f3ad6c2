"""What becomes of a record whose person's account went into another one of the same person."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.profile.models import (
    ChangeRequest,
    ChangeStatus,
    Correction,
    CorrectionStatus,
    Draft,
    Entry,
    File,
    Person,
    Record,
    RecordStatus,
    RemovedEntry,
    Submission,
)
from services.profile.operations.sharing import SYSTEM
from services.profile.operations.submit import withdraw
from services.profile.operations.taking_back import withdraw_wish
from shared.errors import NotFound

WHY = "账号已并入本人的另一个账号"


def follow_merger(session: Session, gone: Person) -> None:
    """Take back what waits for a decision, and let the content follow if the account that stays has none.

    It follows as a draft: what was approved was approved of another account. Snapshots, decisions and history stay
    where they were made. Raises NotFound while the account that stays is not known here.
    """
    kept = _standing(session, gone)
    records = _locked(session, gone, kept)
    if gone.id not in records:
        return
    _take_back(session, records[gone.id])
    if kept.id not in records or not _begun(session, kept.id):
        _move(session, gone.id, records.get(kept.id) or _new_record(session, kept.id))


def _standing(session: Session, gone: Person) -> Person:
    """The account that is left of this one, however many it went through."""
    kept = gone
    while kept.merged_into:
        following = session.get(Person, kept.merged_into)
        if following is None:
            raise NotFound
        kept = following
    return kept


def _locked(session: Session, *people: Person) -> dict[UUID, Record]:
    """Their records, locked in one order for all who lock several."""
    wanted = select(Record).where(Record.id.in_([person.id for person in people])).order_by(Record.id)
    found = session.scalars(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    return {record.id: record for record in found}


def _take_back(session: Session, record: Record) -> None:
    """Withdraw the record and all wishes that nobody has decided on."""
    if record.status is RecordStatus.PENDING:
        withdraw(session, record, by=None, role=SYSTEM, reason=WHY)
    changes = ChangeRequest.record_id == record.id, ChangeRequest.status == ChangeStatus.PENDING
    corrections = Correction.record_id == record.id, Correction.status == CorrectionStatus.PENDING
    wishes = [
        *session.scalars(select(ChangeRequest).where(*changes)),
        *session.scalars(select(Correction).where(*corrections)),
    ]
    for wish in wishes:
        withdraw_wish(session, wish, by=None, role=SYSTEM, reason=WHY)


def _begun(session: Session, record_id: UUID) -> bool:
    """Whether anything was ever filled in there."""
    filled_in = (select(kind.id).where(kind.record_id == record_id).limit(1) for kind in (Entry, Draft, Submission))
    return any(session.scalar(each) for each in filled_in)


def _new_record(session: Session, person_id: UUID) -> Record:
    """The account that stays is told to be a professional's by a message that may come later."""
    record = Record(id=person_id)
    session.add(record)
    session.flush()
    return record


def _move(session: Session, from_id: UUID, to: Record) -> None:
    """Let entries, drafts and files be the other record's, with the ids that they have."""
    for entry in session.scalars(select(Entry).where(Entry.record_id == from_id)):
        entry.record_id = to.id  # one by one, so that the figures hear of it
    for kind in (RemovedEntry, Draft):
        session.execute(update(kind).where(kind.record_id == from_id).values(record_id=to.id))
    session.execute(update(File).where(File.owner_id == from_id).values(owner_id=to.id))
    session.flush()
