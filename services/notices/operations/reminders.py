"""Reminding people of what is due: the same reminder once, and nobody who has done it or is not there any more."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.notices.models import Person, RecordStatus
from services.notices.operations.messages import tell, tell_all
from services.notices.texts import cases, own_data
from shared.beijing import today
from shared.messaging.clocks import CasesDue, CasesEscalated, SubmissionDue

DONE = ("pending", "approved")


def tell_submission_due(session: Session, message: SubmissionDue) -> None:
    """Those who have not handed in read when the window closes. What closed while the message was away is left out."""
    if message.closes_on < today():
        return
    here = Person.id.in_(message.recipients) & Person.active
    done = exists().where(RecordStatus.person_id == Person.id, RecordStatus.status.in_(DONE))
    recipients = session.scalars(select(Person.id).where(here, ~done)).all()
    event = f"{message.window_id}|{message.closes_on}|{message.milestone}"
    tell_all(session, recipients, message, own_data.submission_due(message), event)


def tell_cases_due(session: Session, message: CasesDue) -> None:
    """A reviewer reads what is due, once a day."""
    tell(session, message.reviewer_id, message, cases.cases_due(message))


def tell_escalated(session: Session, message: CasesEscalated) -> None:
    """Administrators read that cases are overdue."""
    tell_all(session, message.recipients, message, cases.escalated(message))
