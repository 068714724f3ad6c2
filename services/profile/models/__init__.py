"""All tables of the profile service."""

from services.profile.models.answered_request import AnsweredRequest
from services.profile.models.base import Base
from services.profile.models.certificate_number import CertificateNumber
from services.profile.models.change_draft import ChangeDraft
from services.profile.models.change_request import ChangeAction, ChangeRequest, ChangeStatus
from services.profile.models.code_addition import CodeAddition, CodeAdditionEdition
from services.profile.models.collection_window import CollectionWindow, WindowEdition, WindowReminder
from services.profile.models.correction import OPEN, Correction, CorrectionKind, CorrectionStatus, Numbers
from services.profile.models.data_export import DataExport, ExportStatus
from services.profile.models.delivery import DeliveryAttempt, PartnerEvent, PartnerHealth
from services.profile.models.draft import Draft
from services.profile.models.figures import Counted, Figure
from services.profile.models.file import File
from services.profile.models.logged_change import Deed, LoggedChange
from services.profile.models.opened_number import OpenedNumber
from services.profile.models.partner import Partner, PartnerEdition, PartnerSecret
from services.profile.models.person import Person, Unit
from services.profile.models.record import Entry, Record, RecordStatus, RemovedEntry
from services.profile.models.share import Consent, Share, ShareStatus
from services.profile.models.submission import Origin, Settlement, Submission
from shared.jobs import Job, JobLine, JobStatus

__all__ = [
    "OPEN",
    "AnsweredRequest",
    "Base",
    "CertificateNumber",
    "ChangeAction",
    "ChangeDraft",
    "ChangeRequest",
    "ChangeStatus",
    "CodeAddition",
    "CodeAdditionEdition",
    "CollectionWindow",
    "Consent",
    "Correction",
    "CorrectionKind",
    "CorrectionStatus",
    "Counted",
    "DataExport",
    "Deed",
    "DeliveryAttempt",
    "Draft",
    "Entry",
    "ExportStatus",
    "Figure",
    "File",
    "Job",
    "JobLine",
    "JobStatus",
    "LoggedChange",
    "Numbers",
    "OpenedNumber",
    "Origin",
    "Partner",
    "PartnerEdition",
    "PartnerEvent",
    "PartnerHealth",
    "PartnerSecret",
    "Person",
    "Record",
    "RecordStatus",
    "RemovedEntry",
    "Settlement",
    "Share",
    "ShareStatus",
    "Submission",
    "Unit",
    "WindowEdition",
    "WindowReminder",
]
