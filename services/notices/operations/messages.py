"""Telling people what concerns them, once for each event."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import PersonalMessage, Staff
from services.notices.operations.copies import keep_record_status
from services.notices.operations.mailing import ask_for_mail, wanting
from services.notices.operations.merged_accounts import reached
from services.notices.policy import can_read, messages_to
from services.notices.texts import administration, cases, own_data, submissions
from services.notices.texts.text import Text
from shared.auth import Role
from shared.beijing import today
from shared.errors import NotFound
from shared.messaging.contracts import (
    CaseAssigned,
    ReviewerMissed,
    ReviewRequested,
    ReviewSettled,
    ReviewWithdrawn,
    ShareChanged,
)
from shared.messaging.corrections import MoveSeen
from shared.messaging.long_work import DataExportReady, LongWorkEnded, PeopleSheetReady, ReviewerReminded
from shared.messaging.message import Message
from shared.messaging.partners import DeliveriesGivenUp
from shared.messaging.reopening import RecordReopened

RECORD_STATUS_AFTER = {"approved": "approved", "returned": "returned"}


def tell_requested(session: Session, message: ReviewRequested) -> None:
    """The person reads that the submission has arrived."""
    if message.kind == "record":
        keep_record_status(session, message.person_id, "pending", message.version)
    tell(session, message.person_id, message, submissions.requested(message))


def tell_withdrawn(session: Session, message: ReviewWithdrawn) -> None:
    """The person reads that it was taken back."""
    if message.kind == "record":
        keep_record_status(session, message.person_id, "draft", message.version)
    tell(session, message.person_id, message, submissions.withdrawn(message))


def tell_settled(session: Session, message: ReviewSettled) -> None:
    """The person reads the outcome; that of something withdrawn has been told already.

    A decision that reached profile twice is answered twice, perhaps after further changes, hence one event a case.
    """
    if message.outcome == "withdrawn":
        return
    if message.kind == "record" and message.outcome in RECORD_STATUS_AFTER:
        keep_record_status(session, message.person_id, RECORD_STATUS_AFTER[message.outcome], message.version)
    tell(session, message.person_id, message, submissions.settled(message), event=str(message.case_id))


def tell_reopened(session: Session, message: RecordReopened) -> None:
    """The person reads that the record can be filled in again, and why."""
    keep_record_status(session, message.person_id, "draft", message.version)
    tell(session, message.person_id, message, submissions.reopened(message))


def tell_move(session: Session, message: MoveSeen) -> None:
    """The administrators of the unit that is left read of the move; the person who moves is told as the person."""
    granted = [{"role": Role.UNIT_ADMIN, "unit_id": str(message.from_unit_id)}]
    in_charge = select(Staff.person_id).where(Staff.active, Staff.grants.contains(granted))
    recipients = session.scalars(in_charge.where(Staff.person_id != message.person_id)).all()
    tell_all(session, recipients, message, submissions.move(message))


def tell_assigned(session: Session, message: CaseAssigned) -> None:
    """The reviewer reads that there is a new case; what was handed in together is one, told once a day."""
    event = f"{message.bundle_id}|{today()}" if message.bundle_id else None
    tell(session, message.reviewer_id, message, cases.assigned(message), event=event)


def tell_reminded(session: Session, message: ReviewerReminded) -> None:
    """The reviewer reads once for a batch what waits."""
    tell(session, message.reviewer_id, message, cases.reminded(message), event=str(message.batch_id))


def tell_reviewer_missed(session: Session, message: ReviewerMissed) -> None:
    """The system administrators read that a unit has no reviewer, once a day for each unit however many cases wait."""
    event = f"{message.unit_id}|{today()}"
    tell_all(session, _in_charge(session), message, cases.reviewer_missed(message), event)


def tell_deliveries_given_up(session: Session, message: DeliveriesGivenUp) -> None:
    """The system administrators read that deliveries to a partner were given up."""
    tell_all(session, _in_charge(session), message, administration.deliveries_given_up(message))


def tell_share(session: Session, message: ShareChanged) -> None:
    """The person reads how the share stands."""
    tell(session, message.person_id, message, own_data.shared(message))


def tell_data_export(session: Session, message: DataExportReady) -> None:
    """The person reads that the copy of their data can be downloaded."""
    tell(session, message.person_id, message, own_data.data_export(message))


def tell_people_sheet(session: Session, message: PeopleSheetReady) -> None:
    """Whoever asked for a large Excel file reads that it can be downloaded."""
    tell(session, message.person_id, message, own_data.people_sheet(message))


def _in_charge(session: Session) -> Sequence[UUID]:
    """The system administrators."""
    held = Staff.grants.contains([{"role": Role.SYSTEM_ADMIN}])
    return session.scalars(select(Staff.person_id).where(Staff.active, held)).all()


def tell_long_work(session: Session, message: LongWorkEnded) -> None:
    """Whoever asked for an import or a batch reads how it ended."""
    tell(session, message.person_id, message, administration.long_work(message))


def mark_read(session: Session, message_id: UUID, *, by: UUID) -> None:
    """Note when a message of one's own was first read; raises NotFound for any other."""
    message = session.get(PersonalMessage, message_id)
    if message is None or not can_read(by, message):
        raise NotFound
    message.read_at = message.read_at or datetime.now(UTC)


def mark_unread(session: Session, message_id: UUID, *, by: UUID) -> None:
    """Let a message of one's own count as unread again; raises NotFound for any other."""
    message = session.get(PersonalMessage, message_id)
    if message is None or not can_read(by, message):
        raise NotFound
    message.read_at = None


def mark_all_read(session: Session, recipient: UUID) -> None:
    """Let everything that a person was told count as read."""
    waiting = update(PersonalMessage).where(messages_to(recipient), PersonalMessage.read_at.is_(None))
    session.execute(waiting.values(read_at=datetime.now(UTC)))


def tell(session: Session, recipient: UUID, message: Message, text: Text, event: str | None = None) -> None:
    """Write a message to a person, once for the event; that is the message's own unless named."""
    tell_all(session, [recipient], message, text, event)


def tell_all(
    session: Session, recipients: Sequence[UUID], message: Message, text: Text, event: str | None = None
) -> None:
    """Write the same to several, each once, and have a mail go to those who want it and had not been told."""
    recipients = reached(session, recipients)
    mailboxes = wanting(session, recipients, message.name)
    by_mail = {mailbox.person_id for mailbox in mailboxes}
    facts = {"kind": message.name, "text": text.text, "link": text.link}
    facts["source"] = f"{message.name}|{event or f'{message.aggregate_id}|{message.version}'}"
    rows = [{"id": uuid4(), "recipient_id": each, "to_mail": each in by_mail, **facts} for each in recipients]
    once = insert(PersonalMessage).on_conflict_do_nothing(index_elements=["recipient_id", "source"])
    told = set(session.scalars(once.returning(PersonalMessage.recipient_id), rows)) if rows else set()
    ask_for_mail(session, [mailbox for mailbox in mailboxes if mailbox.person_id in told], message.name)
