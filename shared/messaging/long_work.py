"""The messages of long work: the next chunk of each kind, and what people are told when it is done."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.messaging.message import Message


class JobContinued(Message, frozen=True, kw_only=True):
    """The next chunk of long work is to be done. Each kind of work has its own, which names who does it."""

    aggregate, key = "job", "job_id"

    job_id: UUID


class BatchContinued(JobContinued, frozen=True, kw_only=True):
    """A batch on the reviewer's desk goes on."""

    name = "batch.continued"
    receivers = ("review.continue_batch",)


class AccountBatchContinued(JobContinued, frozen=True, kw_only=True):
    """A deed on many accounts goes on."""

    name = "account_batch.continued"
    receivers = ("auth.continue_account_batch",)


class ReviewerReminded(Message, frozen=True, kw_only=True):
    """An administrator asks whoever holds cases to see to them: one message for all of a batch."""

    name = "reviewer.reminded"
    aggregate, key = "reminder", "reviewer_id"
    receivers = ("notices.tell_reminded",)

    batch_id: UUID
    reviewer_id: UUID
    cases: int
    oldest_person: str
    oldest_submitted_at: datetime


class PeopleSheetRequested(JobContinued, frozen=True, kw_only=True):
    """Somebody asked for an Excel file of many people; profile's export worker writes it."""

    name = "people_sheet.requested"
    receivers = ("export.make_people_sheet",)


class PeopleSheetReady(Message, frozen=True, kw_only=True):
    """The file can be downloaded, for a day."""

    name = "people_sheet.ready"
    aggregate, key = "job", "job_id"
    receivers = ("notices.tell_people_sheet",)

    job_id: UUID
    person_id: UUID
    people: int
    expires_at: datetime


class PeopleSheetExpired(Message, frozen=True, kw_only=True):
    """The file's day is over: what lies in the store is removed. Published to arrive then."""

    name = "people_sheet.expired"
    aggregate, key = "expired_people_sheet", "job_id"
    receivers = ("export.remove_people_sheet",)

    job_id: UUID


class PeopleCheckContinued(JobContinued, frozen=True, kw_only=True):
    """The check of a sheet of people goes on."""

    name = "people_check.continued"
    receivers = ("auth.continue_people_check",)


class PeopleImportContinued(JobContinued, frozen=True, kw_only=True):
    """The import of a checked sheet goes on."""

    name = "people_import.continued"
    receivers = ("auth.continue_people_import",)


class CheckExpiry(Message, frozen=True, kw_only=True):
    """What was sent in a sheet is removed. Published to arrive then; each kind of sheet has its own."""

    job_id: UUID


class PeopleCheckExpired(CheckExpiry, frozen=True, kw_only=True):
    """That of a sheet of people."""

    name = "people_check.expired"
    aggregate, key = "expired_people_check", "job_id"
    receivers = ("auth.forget_people_check",)


class UnitsCheckContinued(JobContinued, frozen=True, kw_only=True):
    """The check of a sheet of units goes on."""

    name = "units_check.continued"
    receivers = ("auth.continue_units_check",)


class UnitsImportContinued(JobContinued, frozen=True, kw_only=True):
    """The import of a checked sheet of units goes on."""

    name = "units_import.continued"
    receivers = ("auth.continue_units_import",)


class UnitsCheckExpired(CheckExpiry, frozen=True, kw_only=True):
    """That of a sheet of units."""

    name = "units_check.expired"
    aggregate, key = "expired_units_check", "job_id"
    receivers = ("auth.forget_units_check",)


class LongWorkEnded(Message, frozen=True, kw_only=True):
    """An import or a batch is done: of so many lines so many, and so many not.

    `subject_id` is what its page is found by, `title` the name of the file, or what was done in Chinese.
    """

    aggregate, key = "ended_job", "job_id"

    job_id: UUID
    person_id: UUID
    kind: Literal["people", "units", "accounts", "cases"]
    subject_id: UUID
    title: str
    total: int
    done: int
    failed: int


class AccountWorkEnded(LongWorkEnded, frozen=True, kw_only=True):
    """That of an import, or of a batch on accounts."""

    name = "account_work.ended"
    receivers = ("notices.tell_account_work",)


class BatchEnded(LongWorkEnded, frozen=True, kw_only=True):
    """That of a batch on the reviewer's desk."""

    name = "batch.ended"
    receivers = ("notices.tell_batch_ended",)


class NoticeReminderContinued(JobContinued, frozen=True, kw_only=True):
    """Those who have not confirmed a notice are reminded: the next of them, by account, behind `after`."""

    name = "notice_reminder.continued"
    receivers = ("notices.tell_unconfirmed",)

    notice_id: UUID
    title: str
    after: str = ""


class DataExportRequested(Message, frozen=True, kw_only=True):
    """A person asked for a copy of their own data; profile's export worker makes it."""

    name = "data_export.requested"
    aggregate, key = "data_export", "export_id"
    receivers = ("export.make_data_export",)

    export_id: UUID


class DataExportReady(Message, frozen=True, kw_only=True):
    """The copy can be downloaded, for a day."""

    name = "data_export.ready"
    aggregate, key = "data_export", "export_id"
    receivers = ("notices.tell_data_export",)

    export_id: UUID
    person_id: UUID
    expires_at: datetime


class DataExportExpired(Message, frozen=True, kw_only=True):
    """The copy's day is over, or it was given up: what lies in the store is removed. Published to arrive then."""

    name = "data_export.expired"
    aggregate, key = "expired_data_export", "export_id"
    receivers = ("export.remove_data_export",)

    export_id: UUID


LONG_WORK: tuple[type[Message], ...] = (
    DataExportRequested,
    DataExportReady,
    DataExportExpired,
    BatchContinued,
    AccountBatchContinued,
    ReviewerReminded,
    PeopleSheetRequested,
    PeopleSheetReady,
    PeopleSheetExpired,
    PeopleCheckContinued,
    PeopleImportContinued,
    PeopleCheckExpired,
    NoticeReminderContinued,
    UnitsCheckContinued,
    UnitsImportContinued,
    UnitsCheckExpired,
    AccountWorkEnded,
    BatchEnded,
)
