"""Notices and whom they concern, messages to one person, and copies of who people are."""

from services.notices.models.base import Base
from services.notices.models.board import Board, Downloads, ReadUntil
from services.notices.models.content import Category, Content, Edition, Revision
from services.notices.models.copies import Person, RecordStatus, Staff, Unit
from services.notices.models.mailbox import Mailbox
from services.notices.models.message import PersonalMessage
from services.notices.models.notice import Attachment, Notice, NoticeStatus
from services.notices.models.reading import ANYBODY, WHOLE_PROVINCE, Audience, Reading
from services.notices.models.search_text import SearchText
from shared.jobs import Job, JobLine

__all__ = [
    "ANYBODY",
    "WHOLE_PROVINCE",
    "Attachment",
    "Audience",
    "Base",
    "Board",
    "Category",
    "Content",
    "Downloads",
    "Edition",
    "Job",
    "JobLine",
    "Mailbox",
    "Notice",
    "NoticeStatus",
    "Person",
    "PersonalMessage",
    "ReadUntil",
    "Reading",
    "RecordStatus",
    "Revision",
    "SearchText",
    "Staff",
    "Unit",
]
