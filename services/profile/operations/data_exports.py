"""导出我的信息: asking for a copy, noting that it is made, and letting it go after a day."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import DataExport, ExportStatus
from services.profile.operations.archive import Archive, folder_of
from services.profile.operations.records import locked_record
from shared.errors import DomainError, NotFound
from shared.files import file_store
from shared.messaging.long_work import DataExportExpired, DataExportReady, DataExportRequested
from shared.messaging.outbox import publish

SYSTEM = "system"
OFFERED = timedelta(days=1)
PATIENCE = timedelta(minutes=30)


class ExportUnderWay(DomainError):
    """One copy at a time."""

    status, error, message = 409, "export_under_way", "正在准备您的信息，请等待完成后下载。"


class ExportNotReady(DomainError):
    """There is no file yet, or none was made."""

    status, error = 409, "export_not_ready"
    message = "文件还没有准备好。请等待完成；如果没有成功，请重新导出。"


class ExportExpired(DomainError):
    """The day is over, or a newer copy was asked for."""

    status, error, message = 410, "export_expired", "文件已过期并删除（保留一天）。如仍需要，请重新导出。"


def ask_for_export(session: Session, person_id: UUID) -> DataExport:
    """Have a copy of all of a person's data made; the one before is let go. Raises ExportUnderWay.

    One that has not come to an end for half an hour is given up, so that nobody is locked out by it.
    """
    record = locked_record(session, person_id)
    unfinished = DataExport.status.in_([ExportStatus.QUEUED, ExportStatus.READY])
    for export in session.scalars(select(DataExport).where(DataExport.person_id == record.id, unfinished)):
        if export.status is ExportStatus.READY:
            export.move_to(ExportStatus.EXPIRED, by=person_id, role=SYSTEM)
        elif export.requested_at > datetime.now(UTC) - PATIENCE:
            raise ExportUnderWay
        else:
            export.move_to(ExportStatus.FAILED, by=None, role=SYSTEM)
        publish(session, _expired(export))
    session.flush()  # the database allows one that is running
    export = DataExport(id=uuid4(), person_id=record.id, version=1)
    session.add(export)
    session.flush()
    publish(session, DataExportRequested(version=export.version, export_id=export.id))
    return export


def own_export(session: Session, person_id: UUID, export_id: UUID) -> DataExport:
    """A copy of one's own data; raises NotFound, also for anybody else's."""
    export = session.get(DataExport, export_id)
    if export is None or export.person_id != person_id:
        raise NotFound
    return export


def downloadable(session: Session, person_id: UUID, export_id: UUID) -> DataExport:
    """A copy that can be downloaded now; raises NotFound, ExportNotReady and ExportExpired."""
    export = own_export(session, person_id, export_id)
    if export.status in {ExportStatus.QUEUED, ExportStatus.FAILED}:
        raise ExportNotReady
    if export.status is ExportStatus.EXPIRED or has_expired(export):
        raise ExportExpired
    return export


def has_expired(export: DataExport) -> bool:
    """Whether its day is over, even if nobody has cleared it away yet."""
    return export.expires_at is not None and export.expires_at <= datetime.now(UTC)


def note_archive(session: Session, archive: Archive) -> None:
    """The archive lies in the store: offer it for a day, and tell the person. One that came too late is removed."""
    export = DataExport.locked(session, archive.export_id)
    if export.status is not ExportStatus.QUEUED:
        file_store().remove(archive.key)
        return
    now = datetime.now(UTC)
    with session.no_autoflush:  # the database refuses a ready one without its archive
        export.move_to(ExportStatus.READY, by=None, role=SYSTEM)
        export.ready_at, export.expires_at = now, now + OFFERED
        export.stored_as, export.size, export.sha256 = archive.stored_as, archive.size, archive.sha256
    session.flush()
    publish(session, _expired(export), not_before=export.expires_at)
    ready = DataExportReady(
        version=export.version, export_id=export.id, person_id=export.person_id, expires_at=export.expires_at
    )
    publish(session, ready)


def note_removal(session: Session, export_id: UUID) -> None:
    """The archive was removed because its day is over."""
    export = DataExport.locked(session, export_id)
    if export.status is ExportStatus.READY:
        export.move_to(ExportStatus.EXPIRED, by=None, role=SYSTEM)


def remove_archives(export: DataExport) -> bool:
    """Remove whatever lies in the store for a copy that is over, half-made ones too; False while it is offered."""
    if export.status is ExportStatus.QUEUED or (export.status is ExportStatus.READY and not has_expired(export)):
        return False
    file_store().remove(folder_of(export.id))
    return True


def _expired(export: DataExport) -> DataExportExpired:
    return DataExportExpired(version=export.version, export_id=export.id)
