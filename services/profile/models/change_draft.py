"""A change that is being prepared and has not been handed in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from services.profile.models.change_request import ChangeAction
from services.profile.models.draft import Typed
from shared.db import UTC_TIME, status_type


class ChangeDraft(Typed, Base):
    """What stands in the form of a change request: {"data", "reason", "files"}, judged only when it is handed in.

    There is one for an entry and one for a section of a single entry; additions may be several.
    """

    __tablename__ = "change_draft"
    __table_args__ = (
        Index("change_draft_record", "record_id"),
        Index("change_draft_entry", "entry_id", unique=True),
        Index("change_draft_single", "record_id", "section", unique=True, postgresql_where=text("single")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    section: Mapped[str] = mapped_column(Text)
    single: Mapped[bool]
    # No foreign key: the draft is told apart from the entry's end, and says so.
    entry_id: Mapped[UUID | None]
    action: Mapped[ChangeAction] = mapped_column(status_type(ChangeAction))
    base_version: Mapped[int | None]
    files: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    updated_at: Mapped[datetime] = mapped_column(UTC_TIME)
