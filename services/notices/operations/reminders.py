"""Reminding people of what is due: the same reminder once, and nobody who has done it or is not there any more."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import Person, PersonalMessage, RecordStatus
from services.notices.operations.messages import tell
from services.notices.texts import cases, own_data
from shared.beijing import today
from shared.messaging.clocks import CasesDue, CasesEscalated, SubmissionDue

DONE = ("pending", "approved")


def tell_submission_due(session: Session, message: SubmissionDue) -> None:
    """Those who have not handed in read when the window closes. What closed while the message was away is left out."""
    if message.closes_on < today():
        return
    here = Person.id.in_(message.recipients) & Person.active
    done = select(RecordStatus.person_id).where(RecordStatus.status.in_(DONE))
    recipients = session.scalars(select(Person.id).where(here, Person.id.not_in(done))).all()
    text = own_data.submission_due(message)
    told = [
        {
            "id": uuid4(),
            "recipient_id": recipient,
            "source": f"{message.name}|{message.window_id}|{message.closes_on}|{message.milestone}",
            "kind": message.name,
            "text": text.text,
            "link": text.link,
        }
        for recipient in recipients
    ]
    if told:
        once = insert(PersonalMessage).on_conflict_do_nothing(index_elements=["recipient_id", "source"])
        session.execute(once, told)


def tell_cases_due(session: Session, message: CasesDue) -> None:
    """A reviewer reads what is due, once a day."""
    tell(session, message.reviewer_id, message, cases.cases_due(message))


def tell_escalated(session: Session, message: CasesEscalated) -> None:
    """Administrators read that cases are overdue."""
    for recipient in sorted(message.recipients):
        tell(session, recipient, message, cases.escalated(message))
