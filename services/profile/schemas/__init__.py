"""The JSON of the API."""

from services.profile.schemas.changes import ChangeRequest, ChangeRequestInFull, ChangeRequestPage, PageQuery, Wish
from services.profile.schemas.files import File, FileForm, FileUpload, Snapshot, Submission
from services.profile.schemas.record import (
    Entry,
    EntryData,
    Move,
    PersonFacts,
    Problem,
    Reason,
    Record,
    RecordState,
    SavedEntry,
    SubmissionLine,
)
from services.profile.schemas.sharing import ConsentGiven, Sharing

__all__ = [
    "ChangeRequest",
    "ChangeRequestInFull",
    "ChangeRequestPage",
    "ConsentGiven",
    "Entry",
    "EntryData",
    "File",
    "FileForm",
    "FileUpload",
    "Move",
    "PageQuery",
    "PersonFacts",
    "Problem",
    "Reason",
    "Record",
    "RecordState",
    "SavedEntry",
    "Sharing",
    "Snapshot",
    "Submission",
    "SubmissionLine",
    "Wish",
]
