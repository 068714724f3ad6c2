"""What auth hears: corrections that administrators have approved, its own long work, and its clock."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.operations import (
    clearing,
    corrections,
    forgotten,
    imports,
    leave,
    letters,
    mails,
    people_imports,
    proposals,
    unit_imports,
    unused,
)
from services.auth.operations.account_batches import BATCH
from services.auth.operations.unit_mergers import MERGER
from services.auth.sending import transmit
from shared.jobs import go_on
from shared.messaging.clocks import AuthNightBegan, UnusedAccountsDue
from shared.messaging.corrections import CorrectionApproved
from shared.messaging.inbox import Consumers
from shared.messaging.long_work import (
    AccountBatchContinued,
    PeopleCheckContinued,
    PeopleCheckExpired,
    PeopleImportContinued,
    UnitsCheckContinued,
    UnitsCheckExpired,
    UnitsImportContinued,
)
from shared.messaging.mailing import MailWanted
from shared.messaging.own_account import PasswordForgotten, TextQueued
from shared.messaging.units import MergerContinued

consumers = Consumers("auth", db)


@consumers.consumes(CorrectionApproved, every_version=True)
def apply_correction(session: Session, message: CorrectionApproved) -> None:
    """Profile has settled that facts of a person are to change."""
    corrections.apply_correction(session, message)


@consumers.consumes(PeopleCheckContinued)
def continue_people_check(session: Session, message: PeopleCheckContinued) -> None:
    """The next rows of a sheet are to be checked."""
    go_on(session, people_imports.CHECK, message)


@consumers.consumes(PeopleImportContinued)
def continue_people_import(session: Session, message: PeopleImportContinued) -> None:
    """The next rows of a checked sheet are to be imported."""
    go_on(session, people_imports.IMPORT, message)


@consumers.consumes(PeopleCheckExpired)
def forget_people_check(session: Session, message: PeopleCheckExpired) -> None:
    """What was sent in a sheet is to be removed."""
    imports.forget_check(session, message.job_id)


@consumers.consumes(UnitsCheckContinued)
def continue_units_check(session: Session, message: UnitsCheckContinued) -> None:
    """The next rows of a sheet of units are to be checked."""
    go_on(session, unit_imports.CHECK, message)


@consumers.consumes(UnitsImportContinued)
def continue_units_import(session: Session, message: UnitsImportContinued) -> None:
    """The next rows of a checked sheet of units are to be imported."""
    go_on(session, unit_imports.IMPORT, message)


@consumers.consumes(UnitsCheckExpired)
def forget_units_check(session: Session, message: UnitsCheckExpired) -> None:
    """What was sent in a sheet of units is to be removed."""
    imports.forget_check(session, message.job_id)


@consumers.consumes(AccountBatchContinued)
def continue_account_batch(session: Session, message: AccountBatchContinued) -> None:
    """The next accounts of a batch are to be worked."""
    go_on(session, BATCH, message)


@consumers.consumes(MergerContinued)
def continue_merger(session: Session, message: MergerContinued) -> None:
    """More of a merger is to be told to the other services."""
    go_on(session, MERGER, message)


@consumers.consumes(AuthNightBegan)
def clear_up(session: Session, message: AuthNightBegan) -> None:
    """A new day: what nobody has decided in time ends, leaves begin and end, unused accounts are looked for."""
    now = datetime.now(UTC)
    proposals.expire_old(session, now)
    clearing.clear_up(session, now)
    leave.keep_leaves(session, message.day)
    unused.look_for_unused(session, message.day)


@consumers.consumes(UnusedAccountsDue, every_version=True)
def see_to_unused(session: Session, message: UnusedAccountsDue) -> None:
    """Some accounts may be unused for too long; each chunk counts."""
    unused.see_to_unused(session, message, datetime.now(UTC))


@consumers.consumes(TextQueued, outside=transmit)
def send_text(session: Session, text_id: UUID) -> None:
    """An e-mail or text message was sent."""
    letters.note_sent(session, text_id)


@consumers.consumes(PasswordForgotten)
def answer_forgotten(session: Session, message: PasswordForgotten) -> None:
    """Somebody cannot sign in."""
    forgotten.answer_forgotten(session, message)


@consumers.consumes(MailWanted)
def queue_mail(session: Session, message: MailWanted) -> None:
    """Somebody is to have a mail about what happened."""
    mails.queue_mail(session, message)
