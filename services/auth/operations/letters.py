"""E-mails and text messages to people: queued in the transaction that wants them, sent outside of it, each once."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from services.auth.models import OutgoingText
from shared.crypto import blind_index, blind_indexes, decrypt, encrypt
from shared.errors import DomainError
from shared.messaging.outbox import publish
from shared.messaging.own_account import TextQueued
from shared.settings import settings

MOST_A_DAY = 10
COUNTED = timedelta(days=1)
NO_INDEX = b""
LEASE = timedelta(seconds=60)  # longer than sending may take
KEPT = timedelta(days=30)

log = structlog.get_logger()


class TooManyTexts(DomainError):
    """So many in a day, to one person or one address, would be a nuisance or an attack."""

    status, error, message = 429, "too_many_texts", "今天向这个人员或这个地址发送的次数已达上限，请明天再试。"


class ChannelMissing(DomainError):
    """This system has no way to send such a thing."""

    status, error, message = 409, "channel_missing", "本系统没有开通这种发送方式，请联系系统管理员。"


@dataclass(frozen=True)
class Letter:
    """What is to be sent, and where."""

    kind: str
    address: str
    subject: str
    words: str


def channels() -> list[str]:
    """The kinds of addresses to which this system can send."""
    ways = {"email": settings.smtp_host, "mobile": settings.sms_outbox}
    return [kind for kind, way in ways.items() if way]


def queue_text(
    session: Session, person_id: UUID, letter: Letter, good_for: timedelta, *, asked_for: bool = True
) -> None:
    """Have it sent, if it still can be within the time for which it is good. Raises TooManyTexts, ChannelMissing.

    What nobody has asked for is neither counted nor refused.
    """
    if letter.kind not in channels():
        raise ChannelMissing
    purpose, now = f"contact.{letter.kind}", datetime.now(UTC)
    same_address = OutgoingText.address_index.in_(blind_indexes(letter.address, purpose=purpose))
    limited = (OutgoingText.person_id == person_id, same_address)
    if asked_for and any(_today(session, whose) >= MOST_A_DAY for whose in limited):
        raise TooManyTexts
    text = OutgoingText(id=uuid4(), person_id=person_id, kind=letter.kind, asked_for=asked_for)
    text.address_index = blind_index(letter.address, purpose=purpose)
    text.good_until = now + good_for
    content = json.dumps([letter.address, letter.subject, letter.words])
    text.content = encrypt(content, key="data-auth", place=text.content_place)
    session.add(text)
    publish(session, TextQueued(version=1, text_id=text.id))


def claim(session: Session, text_id: UUID) -> Letter | None:
    """Take it to be sent by nobody else meanwhile; None if it was sent or is too old. Raises BeingSent."""
    text, now = session.get(OutgoingText, text_id, with_for_update={"key_share": True}), datetime.now(UTC)
    if text is None or text.sent_at:
        return None
    if text.good_until < now:
        log.warning("text given up", text_id=str(text_id), kind=text.kind)
        return None
    if text.claimed_until and text.claimed_until > now:
        raise BeingSent
    text.claimed_until = now + LEASE
    address, subject, words = json.loads(decrypt(text.content, place=text.content_place))
    return Letter(text.kind, address, subject, words)


def release(session: Session, text_id: UUID) -> None:
    """It could not be sent: whoever tries next need not wait."""
    session.get_one(OutgoingText, text_id).claimed_until = None


def note_sent(session: Session, text_id: UUID) -> None:
    """It was sent, or never will be: nobody needs to know any more what it said."""
    text = session.get(OutgoingText, text_id)
    if text is not None:
        text.sent_at, text.content = datetime.now(UTC), encrypt("", key="data-auth", place=text.content_place)


def forget_old(session: Session) -> None:
    """Remove what was queued long ago, and by what the address of the rest would be found once nobody counts it."""
    now = datetime.now(UTC)
    session.execute(delete(OutgoingText).where(OutgoingText.created_at < now - KEPT))
    uncounted = OutgoingText.created_at < now - COUNTED, OutgoingText.address_index != NO_INDEX
    session.execute(update(OutgoingText).where(*uncounted).values(address_index=NO_INDEX))


class BeingSent(Exception):
    """Another delivery of the same message is at it."""


def _today(session: Session, whose: ColumnElement[bool]) -> int:
    counted = OutgoingText.asked_for, OutgoingText.created_at > datetime.now(UTC) - COUNTED
    return session.scalar(select(func.count()).select_from(OutgoingText).where(whose, *counted)) or 0
