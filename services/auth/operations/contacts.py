"""E-mail address and mobile number for when the password is forgotten: shown to be one's own by a code."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.auth.models import Contact, ContactCode
from services.auth.operations.hashing import fits_code, keep_code, normalised
from services.auth.operations.letters import NO_INDEX, Letter, channels, queue_text
from shared.crypto import decrypt, encrypt
from shared.errors import DomainError, NotFound
from shared.messaging.mailing import EmailVerified
from shared.messaging.outbox import publish
from shared.settings import settings

CODE_DIGITS, CODE_MINUTES, MOST_TRIES = 6, 10, 5
FORMS = {"email": re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"), "mobile": re.compile(r"1[3-9]\d{9}")}
FAULTS = {"email": "邮箱地址的格式不正确，例如 name@example.cn。", "mobile": "请填写 11 位手机号码。"}
NAMES = {"email": "邮箱", "mobile": "手机号码"}


class ContactRefused(DomainError):
    """Not an address; `fields` says why."""

    status, error, message = 422, "contact_refused", "没有发送验证码，请按提示修改。"


class ContactCodeWrong(DomainError):
    """Not the code that was sent, tried too often, or too late."""

    status, error, message = 422, "contact_code_wrong", "验证码不正确或已失效。请核对；多次不正确时，请重新获取验证码。"


def begin_change(session: Session, person_id: UUID, kind: str, typed: str) -> None:
    """Send a code to an address that is to be the person's. Raises what `queue_text` does, ContactRefused, NotFound."""
    if kind not in FORMS:
        raise NotFound
    value = normalised(typed).strip().replace(" ", "")
    if not FORMS[kind].fullmatch(value):
        raise ContactRefused(fields={"value": [FAULTS[kind]]})
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    session.execute(delete(ContactCode).where(ContactCode.person_id == person_id, ContactCode.kind == kind))
    expires_at = datetime.now(UTC) + timedelta(minutes=CODE_MINUTES)
    begun = ContactCode(id=uuid4(), person_id=person_id, kind=kind, tries=0, expires_at=expires_at)
    begun.value = encrypt(value, key="data-auth", place=begun.value_place)
    begun.code_hmac = keep_code(person_id, _words(begun, code), place=begun.code_place)
    session.add(begun)
    words = (
        f"您的验证码是 {code}，{CODE_MINUTES} 分钟内有效，用于确认{settings.system_name}的{NAMES[kind]}。"
        "请勿告诉任何人。如非本人操作，请忽略。"
    )
    letter = Letter(kind, value, f"{settings.system_name}：验证码", words)
    queue_text(session, person_id, letter, timedelta(minutes=CODE_MINUTES))


def finish_change(session: Session, person_id: UUID, kind: str, code: str) -> bool:
    """Make the address the person's if the code has come back; the old address is told.

    A wrong code is counted, so nothing is raised for it: the count must be committed.
    Raises NotFound for a kind that is none.
    """
    if kind not in FORMS:
        raise NotFound
    whose = ContactCode.person_id == person_id, ContactCode.kind == kind
    begun = session.scalar(select(ContactCode).where(*whose).with_for_update(key_share=True))
    if begun is None or begun.expires_at < datetime.now(UTC) or begun.tries >= MOST_TRIES:
        return False
    begun.tries += 1
    if not fits_code(begun.code_hmac, person_id, _words(begun, code.strip()), place=begun.code_place):
        return False
    _replace(session, person_id, kind, decrypt(begun.value, place=begun.value_place))
    session.delete(begun)
    return True


def _replace(session: Session, person_id: UUID, kind: str, value: str) -> None:
    old = session.scalar(
        select(Contact).where(Contact.person_id == person_id, Contact.kind == kind).with_for_update(key_share=True)
    )
    if old is not None and old.plain != value and kind in channels():
        words = f"您在{settings.system_name}登记的{NAMES[kind]}已更换。如非本人操作，请立即联系单位管理员。"
        letter = Letter(kind, old.plain, f"{settings.system_name}：{NAMES[kind]}已更换", words)
        queue_text(session, person_id, letter, timedelta(days=1))
    contact = old or Contact(id=uuid4(), person_id=person_id, kind=kind)
    contact.value = encrypt(value, key="data-auth", place=contact.value_place)
    contact.value_index, contact.verified_at = NO_INDEX, datetime.now(UTC)
    session.add(contact)
    if kind == "email":
        publish(session, EmailVerified(version=1, person_id=person_id))


def _words(begun: ContactCode, code: str) -> str:
    return f"contact|{begun.id}|{code}"


def masked(contact: Contact) -> str:
    """The address as it may be shown: 138****5678, z***@example.cn."""
    value = contact.plain
    name, at, host = value.partition("@")
    return f"{name[0]}***{at}{host}" if at else f"{value[:3]}****{value[-4:]}"
