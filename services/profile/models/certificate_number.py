"""The numbers of certificates in what each person handed in last, so that two people with one number are found."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base


class CertificateNumber(Base):
    """One number in its comparable form: capitals, without spaces and signs."""

    __tablename__ = "certificate_number"
    __table_args__ = (Index("certificate_number_number", "number", "section", "field"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), primary_key=True)
    section: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(Text)
