"""Notices for everybody, messages to one person, and copies of who people are."""

from services.notices.models.base import Base
from services.notices.models.copies import Person, RecordStatus, Staff, Unit
from services.notices.models.message import PersonalMessage
from services.notices.models.notice import Attachment, Category, Notice, NoticeStatus

__all__ = [
    "Attachment",
    "Base",
    "Category",
    "Notice",
    "NoticeStatus",
    "Person",
    "PersonalMessage",
    "RecordStatus",
    "Staff",
    "Unit",
]
