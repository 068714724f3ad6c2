"""The queue `export`: what takes long. Its own worker, so that a slow partner or a large file blocks no one else.

A delivery to the expert site has three steps, each committed by itself: claim, send (outside any transaction), record.
A worker that dies in between leaves a lease that runs out; the outbox sends the request again until somebody has dealt
with it.
"""

from dataclasses import dataclass
from time import monotonic

from sqlalchemy.orm import Session

from services.profile import collector, own_data, partner
from services.profile.db import db
from services.profile.models import DataExport, ExportStatus, Job
from services.profile.operations import breaker, data_exports, deliver, partner_events, people_sheets
from services.profile.operations.archive import Archive, make_archive
from services.profile.operations.resending import PARTNER_RESEND
from services.profile.operations.sharing import now_of
from services.profile.people_sheet import Made, make_sheet
from shared.jobs import go_on
from shared.messaging.clocks import FileCollectionDue, ProfileNightBegan
from shared.messaging.contracts import ShareRequested
from shared.messaging.inbox import Consumers
from shared.messaging.long_work import DataExportExpired, DataExportRequested, PeopleSheetExpired, PeopleSheetRequested
from shared.messaging.outbox import publish
from shared.messaging.partners import DeliveriesDue, PartnerProbeDue, PartnerResendContinued

exports = Consumers("export", db)


@dataclass(frozen=True)
class Attempt:
    """What was sent, and how the partner answered."""

    delivery: deliver.Delivery
    answer: partner.Answer


def send_due(message: ShareRequested) -> Attempt | None:
    """Claim and send what is due for a share; None if nothing is."""
    begun = monotonic()
    with db.transaction() as session:
        delivery = deliver.claim(session, message.share_id)
    return sent(delivery, begun)


def sent(delivery: deliver.Delivery | None, begun: float) -> Attempt | None:
    """Send what was claimed, unless the worker has been stopped so long that the lease may end before the answer."""
    if delivery is None:
        return None
    if monotonic() - begun > deliver.LATEST_START_SECONDS:
        raise deliver.StillSending
    return Attempt(delivery, partner.post(delivery.url, delivery.secrets, delivery.message_id, delivery.body))


@exports.consumes(ShareRequested, outside=send_due)
def deliver_share(session: Session, attempt: Attempt | None) -> None:
    """A share or its revocation was due, and has been sent: note what came of it."""
    if attempt is not None:
        deliver.record(session, attempt.delivery, attempt.answer)


def send_probe(message: PartnerProbeDue) -> Attempt | None:
    """Try a partner that did not answer, with the delivery that has waited longest; None if none waits (any more)."""
    begun = monotonic()
    with db.transaction() as session:
        share_id = breaker.share_to_probe(session, message, now_of(session))
        delivery = deliver.claim(session, share_id, probe=True) if share_id else None
    return sent(delivery, begun)


@exports.consumes(PartnerProbeDue, outside=send_probe)
def probe_partner(session: Session, attempt: Attempt | None) -> None:
    """A partner was tried: leave it alone for longer, or go on with everything that waits."""
    deliver_share(session, attempt)


@exports.consumes(DeliveriesDue, every_version=True)
def take_up_deliveries(session: Session, message: DeliveriesDue) -> None:
    """What waits for a partner goes on."""
    breaker.take_up_some(session, message)


@exports.consumes(PartnerResendContinued)
def continue_partner_resend(session: Session, message: PartnerResendContinued) -> None:
    """Sending everything again to a partner goes on."""
    go_on(session, PARTNER_RESEND, message)


def archive_of(message: DataExportRequested) -> Archive | None:
    """Make the archive of a copy that is waited for; None if nobody waits (any more)."""
    with db.reading() as session:
        export = session.get(DataExport, message.export_id)
        if export is None or export.status is not ExportStatus.QUEUED:
            return None
        data, files = own_data.own_data(session, export.person_id), own_data.own_files(session, export.person_id)
    return make_archive(message.export_id, data, files)


@exports.consumes(DataExportRequested, outside=archive_of)
def make_data_export(session: Session, archive: Archive | None) -> None:
    """Somebody asked for a copy of their data, and it lies in the store."""
    if archive is not None:
        data_exports.note_archive(session, archive)


def remove_expired(message: DataExportExpired) -> DataExportExpired | None:
    """Remove what lies in the store for a copy that is over; None if it is still offered."""
    with db.reading() as session:
        export = session.get_one(DataExport, message.export_id)
    return message if data_exports.remove_archives(export) else None


@exports.consumes(DataExportExpired, outside=remove_expired)
def remove_data_export(session: Session, removed: DataExportExpired | None) -> None:
    """A copy's day is over."""
    if removed is not None:
        data_exports.note_removal(session, removed.export_id)


@exports.consumes(PeopleSheetRequested, outside=make_sheet)
def make_people_sheet(session: Session, made: Made | None) -> None:
    """Somebody asked for an Excel file of many people, and it lies in the store or was refused."""
    if made is None:
        return
    if made.kept is None:
        people_sheets.note_refusal(session, made.job_id)
    else:
        people_sheets.note_sheet(session, made.job_id, made.kept)


def remove_expired_sheet(message: PeopleSheetExpired) -> PeopleSheetExpired | None:
    """Remove what lies in the store for a sheet whose day is over; None if it is still offered."""
    with db.reading() as session:
        job = session.get_one(Job, message.job_id)
    return message if people_sheets.remove_sheet(job) else None


@exports.consumes(PeopleSheetExpired, outside=remove_expired_sheet)
def remove_people_sheet(session: Session, removed: PeopleSheetExpired | None) -> None:
    """A sheet's day is over."""
    if removed is not None:
        people_sheets.note_removal(session, removed.job_id)


@exports.consumes(ProfileNightBegan)
def clear_up(session: Session, message: ProfileNightBegan) -> None:
    """Time to look for files that nothing names, and for deliveries that nothing asks for; what is old goes."""
    breaker.take_up_all(session)
    deliver.forget_attempts(session)
    partner_events.forget_events(session)
    publish(session, FileCollectionDue(version=1, day=message.day, after=None))


def collect(message: FileCollectionDue) -> FileCollectionDue | None:
    """Collect among some owners' files; returns what is due next, None at the end."""
    done = collector.collect_some(message.after)
    if done.finished:
        return None
    return FileCollectionDue(version=message.version + 1, day=message.day, after=done.after)


@exports.consumes(FileCollectionDue, outside=collect)
def collect_files(session: Session, following: FileCollectionDue | None) -> None:
    """Some owners' files have been looked through; the next ones are due."""
    if following is not None:
        publish(session, following)
