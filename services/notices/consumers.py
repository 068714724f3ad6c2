"""What the notices service hears, each message once: who people are, and what they are to be told."""

from sqlalchemy.orm import Session

from services.notices.db import db
from services.notices.operations import (
    accounts,
    confirmations,
    copies,
    grants,
    mailing,
    merged_accounts,
    messages,
    reminders,
    unit_requests,
)
from shared.messaging.accounts import AccountDeedDone, AccountMergerChanged
from shared.messaging.clocks import CasesDue, CasesEscalated, SubmissionDue
from shared.messaging.contracts import (
    CaseAssigned,
    PersonChanged,
    ReviewerMissed,
    ReviewRequested,
    ReviewSettled,
    ReviewWithdrawn,
    ShareChanged,
    StaffChanged,
    UnitChanged,
)
from shared.messaging.corrections import MoveSeen
from shared.messaging.granting import GrantEnded, GrantProposed, GrantSettled
from shared.messaging.inbox import Consumers
from shared.messaging.long_work import (
    AccountWorkEnded,
    BatchEnded,
    DataExportReady,
    NoticeReminderContinued,
    PeopleSheetReady,
    ReviewerReminded,
)
from shared.messaging.mailing import EmailVerified, MailDue
from shared.messaging.partners import DeliveriesGivenUp
from shared.messaging.reopening import RecordReopened
from shared.messaging.units import UnitRequestChanged

consumers = Consumers("notices", db)


@consumers.consumes(UnitChanged)
def mirror_unit(session: Session, message: UnitChanged) -> None:
    """A unit was created or changed."""
    copies.keep_unit(session, message)


@consumers.consumes(PersonChanged)
def mirror_person(session: Session, message: PersonChanged) -> None:
    """A person was created or corrected, or the account went into another."""
    copies.keep_person(session, message)
    if message.merged_into:
        merged_accounts.follow_merger(session, message.person_id)


@consumers.consumes(StaffChanged)
def mirror_staff(session: Session, message: StaffChanged) -> None:
    """Somebody's roles changed."""
    copies.keep_staff(session, message)


# What people are told is told even when newer things have happened meanwhile: each one counts.


@consumers.consumes(ReviewRequested, every_version=True)
def tell_requested(session: Session, message: ReviewRequested) -> None:
    """A person handed something in."""
    messages.tell_requested(session, message)


@consumers.consumes(ReviewWithdrawn, every_version=True)
def tell_withdrawn(session: Session, message: ReviewWithdrawn) -> None:
    """A person took it back."""
    messages.tell_withdrawn(session, message)


@consumers.consumes(ReviewSettled, every_version=True)
def tell_settled(session: Session, message: ReviewSettled) -> None:
    """An outcome took effect."""
    messages.tell_settled(session, message)


@consumers.consumes(RecordReopened, every_version=True)
def tell_reopened(session: Session, message: RecordReopened) -> None:
    """An approved record is a draft again."""
    messages.tell_reopened(session, message)


@consumers.consumes(MoveSeen, every_version=True)
def tell_move(session: Session, message: MoveSeen) -> None:
    """Somebody is about to leave a unit, or has left it."""
    messages.tell_move(session, message)


@consumers.consumes(CaseAssigned, every_version=True)
def tell_assigned(session: Session, message: CaseAssigned) -> None:
    """A case lies with a reviewer."""
    messages.tell_assigned(session, message)


@consumers.consumes(ReviewerReminded, every_version=True)
def tell_reminded(session: Session, message: ReviewerReminded) -> None:
    """An administrator asks a reviewer to see to cases."""
    messages.tell_reminded(session, message)


@consumers.consumes(ReviewerMissed, every_version=True)
def tell_reviewer_missed(session: Session, message: ReviewerMissed) -> None:
    """A unit has nobody to review a case."""
    messages.tell_reviewer_missed(session, message)


@consumers.consumes(DeliveriesGivenUp, every_version=True)
def tell_deliveries_given_up(session: Session, message: DeliveriesGivenUp) -> None:
    """Deliveries to a partner were given up."""
    messages.tell_deliveries_given_up(session, message)


@consumers.consumes(GrantProposed, every_version=True)
def tell_grant_proposed(session: Session, message: GrantProposed) -> None:
    """Administrators are asked to confirm that somebody gets a role."""
    grants.tell_proposed(session, message)


@consumers.consumes(GrantSettled, every_version=True)
def tell_grant_settled(session: Session, message: GrantSettled) -> None:
    """Whether it was confirmed."""
    grants.tell_settled(session, message)


@consumers.consumes(GrantEnded, every_version=True)
def tell_grant_ended(session: Session, message: GrantEnded) -> None:
    """Somebody does not have a role any more."""
    grants.tell_ended(session, message)


@consumers.consumes(DataExportReady, every_version=True)
def tell_data_export(session: Session, message: DataExportReady) -> None:
    """The copy of a person's data can be downloaded."""
    messages.tell_data_export(session, message)


@consumers.consumes(PeopleSheetReady, every_version=True)
def tell_people_sheet(session: Session, message: PeopleSheetReady) -> None:
    """An Excel file that somebody asked for can be downloaded."""
    messages.tell_people_sheet(session, message)


@consumers.consumes(AccountWorkEnded, every_version=True)
def tell_account_work(session: Session, message: AccountWorkEnded) -> None:
    """An import or a batch on accounts is done."""
    messages.tell_long_work(session, message)


@consumers.consumes(BatchEnded, every_version=True)
def tell_batch_ended(session: Session, message: BatchEnded) -> None:
    """A batch of cases is done."""
    messages.tell_long_work(session, message)


@consumers.consumes(ShareChanged, every_version=True)
def tell_share(session: Session, message: ShareChanged) -> None:
    """A share stands differently."""
    messages.tell_share(session, message)


@consumers.consumes(SubmissionDue, every_version=True)
def tell_submission_due(session: Session, message: SubmissionDue) -> None:
    """A collection window closes soon, and these people have not handed in."""
    reminders.tell_submission_due(session, message)


@consumers.consumes(CasesDue)
def tell_cases_due(session: Session, message: CasesDue) -> None:
    """A reviewer's cases are due; what an older day said is of no use any more."""
    reminders.tell_cases_due(session, message)


@consumers.consumes(CasesEscalated, every_version=True)
def tell_escalated(session: Session, message: CasesEscalated) -> None:
    """Overdue cases were taken to administrators."""
    reminders.tell_escalated(session, message)


@consumers.consumes(AccountDeedDone, every_version=True)
def tell_account_deed(session: Session, message: AccountDeedDone) -> None:
    """Something was done to somebody's account."""
    accounts.tell_account_deed(session, message)


@consumers.consumes(AccountMergerChanged, every_version=True)
def tell_account_merger(session: Session, message: AccountMergerChanged) -> None:
    """A merger of accounts waits for somebody, or was answered."""
    accounts.tell_account_merger(session, message)


@consumers.consumes(UnitRequestChanged, every_version=True)
def tell_unit_request(session: Session, message: UnitRequestChanged) -> None:
    """Something asked of a unit waits for somebody, or was answered."""
    unit_requests.tell_unit_request(session, message)


@consumers.consumes(NoticeReminderContinued)
def tell_unconfirmed(session: Session, message: NoticeReminderContinued) -> None:
    """The next of those who have not confirmed a notice are reminded."""
    confirmations.tell_unconfirmed(session, message)


@consumers.consumes(EmailVerified)
def note_email(session: Session, message: EmailVerified) -> None:
    """Somebody can be reached by mail."""
    mailing.note_email(session, message)


@consumers.consumes(MailDue)
def collect_mail(session: Session, message: MailDue) -> None:
    """What has gathered for somebody is to go out."""
    mailing.collect_mail(session, message)
