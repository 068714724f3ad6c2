"""The JSON of the API."""

from services.profile.schemas.change_log import LogPage
from services.profile.schemas.changes import (
    Bundle,
    ChangeDraft,
    ChangeDraftData,
    ChangeDraftList,
    ChangeRequest,
    ChangeRequestInFull,
    ChangeRequestList,
    ChangeRequestPage,
    ChangeRequestQuery,
    PageQuery,
    Wish,
)
from services.profile.schemas.code_lists import Code, CodeList, CodeQuery
from services.profile.schemas.corrections import (
    Correction,
    CorrectionInFull,
    CorrectionPage,
    FoundUnits,
    IdentityWish,
    TransferWish,
    UnitQuery,
)
from services.profile.schemas.data_exports import DataExport, DataExportList
from services.profile.schemas.figures import BarQuery, CountedPeople, CountedPeopleQuery, PeopleFigures
from services.profile.schemas.files import File, FileForm, FilePages, FileUpload, PreviewQuery, Snapshot, Submission
from services.profile.schemas.people_sheets import PeopleSheet, PeopleSheetPage
from services.profile.schemas.printouts import Verification
from services.profile.schemas.record import (
    Draft,
    DraftData,
    Entry,
    EntryData,
    EntryOrder,
    Move,
    PersonFacts,
    Problem,
    Reason,
    Record,
    RecordState,
    SavedEntry,
    SubmissionLine,
)
from services.profile.schemas.reviewing import Check, IdNumber
from services.profile.schemas.sharing import ConsentGiven, Sharing
from services.profile.schemas.snapshots import Comparison, Pair, SnapshotPage
from services.profile.schemas.windows import NewWindow, Window, WindowChange, WindowInFull, WindowPage
from shared.figures.schemas import FigureQuery

__all__ = [
    "BarQuery",
    "Bundle",
    "ChangeDraft",
    "ChangeDraftData",
    "ChangeDraftList",
    "ChangeRequest",
    "ChangeRequestInFull",
    "ChangeRequestList",
    "ChangeRequestPage",
    "ChangeRequestQuery",
    "Check",
    "Code",
    "CodeList",
    "CodeQuery",
    "Comparison",
    "ConsentGiven",
    "Correction",
    "CorrectionInFull",
    "CorrectionPage",
    "CountedPeople",
    "CountedPeopleQuery",
    "DataExport",
    "DataExportList",
    "Draft",
    "DraftData",
    "Entry",
    "EntryData",
    "EntryOrder",
    "FigureQuery",
    "File",
    "FileForm",
    "FilePages",
    "FileUpload",
    "FoundUnits",
    "IdNumber",
    "IdentityWish",
    "LogPage",
    "Move",
    "NewWindow",
    "PageQuery",
    "Pair",
    "PeopleFigures",
    "PeopleSheet",
    "PeopleSheetPage",
    "PersonFacts",
    "PreviewQuery",
    "Problem",
    "Reason",
    "Record",
    "RecordState",
    "SavedEntry",
    "Sharing",
    "Snapshot",
    "SnapshotPage",
    "Submission",
    "SubmissionLine",
    "TransferWish",
    "UnitQuery",
    "Verification",
    "Window",
    "WindowChange",
    "WindowInFull",
    "WindowPage",
    "Wish",
]
