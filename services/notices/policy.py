"""Who may read what: in Python for one thing, in SQL for lists.

What is published is for everybody who is signed in, what is not for nobody; a message is its recipient's alone.
"""

from uuid import UUID

from sqlalchemy import ColumnElement

from services.notices.models import Notice, NoticeStatus, PersonalMessage


def can_read(reader_id: UUID, thing: Notice | PersonalMessage) -> bool:
    """Whether somebody may read a notice, with its attachments, or a message."""
    if isinstance(thing, Notice):
        return thing.status is NoticeStatus.PUBLISHED
    return thing.recipient_id == reader_id


def readable_notices() -> ColumnElement[bool]:
    """The notices that people may read: `can_read`, in SQL."""
    return Notice.status == NoticeStatus.PUBLISHED


def messages_to(recipient: UUID) -> ColumnElement[bool]:
    """The messages that somebody may read: `can_read`, in SQL."""
    return PersonalMessage.recipient_id == recipient
