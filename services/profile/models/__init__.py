"""All tables of the profile service."""

from services.profile.models.base import Base
from services.profile.models.change_request import ChangeAction, ChangeRequest, ChangeStatus
from services.profile.models.file import File
from services.profile.models.person import Person, Unit
from services.profile.models.record import Entry, Record, RecordStatus
from services.profile.models.share import Consent, Share, ShareStatus
from services.profile.models.submission import Origin, Settlement, Submission

__all__ = [
    "Base",
    "ChangeAction",
    "ChangeRequest",
    "ChangeStatus",
    "Consent",
    "Entry",
    "File",
    "Origin",
    "Person",
    "Record",
    "RecordStatus",
    "Settlement",
    "Share",
    "ShareStatus",
    "Submission",
    "Unit",
]
