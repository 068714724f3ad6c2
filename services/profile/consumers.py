"""What this service hears from the others."""

from datetime import UTC, datetime
from types import ModuleType

from sqlalchemy.orm import Session

from services.profile.db import db
from services.profile.models import CorrectionKind
from services.profile.operations import figures, mirrors, reminding, reopening, settle_correction
from services.profile.operations import settle as settling
from shared.messaging.clocks import ProfileMorningBegan, RemindersDue
from shared.messaging.contracts import CaseAssigned, CaseDecided, PersonChanged, UnitChanged
from shared.messaging.corrections import CorrectionApplied
from shared.messaging.figures import RecordWritten
from shared.messaging.inbox import Consumers
from shared.messaging.reopening import ReopeningOrdered

consumers = Consumers("profile", db)


@consumers.consumes(PersonChanged)
def mirror_person(session: Session, message: PersonChanged) -> None:
    """Auth created or corrected a person."""
    mirrors.mirror_person(session, message)


@consumers.consumes(UnitChanged)
def mirror_unit(session: Session, message: UnitChanged) -> None:
    """Auth created or changed a unit."""
    mirrors.mirror_unit(session, message)


@consumers.consumes(CaseAssigned)
def note_holder(session: Session, message: CaseAssigned) -> None:
    """Review gave a case to somebody."""
    _settling(message).note_holder(session, message)


@consumers.consumes(CaseDecided, every_version=True)
def settle(session: Session, message: CaseDecided) -> None:
    """Review decided a case; every decision is answered, and what is settled stays settled."""
    _settling(message).settle(session, message)


@consumers.consumes(ReopeningOrdered, every_version=True)
def reopen_record(session: Session, message: ReopeningOrdered) -> None:
    """An administrator wants an approved record filled in again; one that has moved on stays as it is."""
    reopening.reopen_record(session, message)


@consumers.consumes(ProfileMorningBegan)
def begin_reminding(session: Session, _: ProfileMorningBegan) -> None:
    """Time to look which collection windows close soon."""
    reminding.begin_reminding(session, datetime.now(UTC))


@consumers.consumes(RemindersDue, every_version=True)
def remind_some(session: Session, message: RemindersDue) -> None:
    """Some people of a window are to be reminded; each chunk counts, in whatever order."""
    reminding.remind_some(session, message, datetime.now(UTC))


@consumers.consumes(RecordWritten, every_version=True)
def count_person(session: Session, message: RecordWritten) -> None:
    """Something of a record was written; counting reads what is true now, so no message can come too late."""
    figures.count_person(session, message.person_id)


@consumers.consumes(CorrectionApplied, every_version=True)
def settle_applied(session: Session, message: CorrectionApplied) -> None:
    """Auth applied a correction, or could not."""
    settle_correction.settle_applied(session, message)


def _settling(message: CaseAssigned | CaseDecided) -> ModuleType:
    """Who deals with cases of this kind: corrections take effect at auth, all others here."""
    return settle_correction if message.kind in tuple(CorrectionKind) else settling
