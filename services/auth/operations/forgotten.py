"""A forgotten password: a link to an address that the person has shown to be theirs, good once and for 20 minutes.

Whoever asks is answered before anybody looks whether there is such an account: neither words nor time tell.
"""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.auth.models import PasswordReset, Person
from services.auth.operations.credentials import set_password
from services.auth.operations.letters import Letter, TooManyTexts, channels, queue_text
from services.auth.operations.locking import count_failure, failures_keys, forget_failures
from services.auth.operations.sessions import sha256_of
from services.auth.operations.sign_in import find_person
from services.auth.operations.throttling import refuse_if_throttled, throttle_keys
from services.auth.queries import contacts_of
from shared import audit
from shared.crypto import decrypt, encrypt
from shared.errors import DomainError
from shared.messaging.outbox import publish
from shared.messaging.own_account import PasswordForgotten
from shared.settings import settings

LINK_MINUTES = 20
TOKEN_BYTES = 32


class ResetLinkEnded(DomainError):
    """Used, too old, replaced by a later one, or never there."""

    status, error, message = 410, "reset_link_ended", "这个链接已失效（20 分钟内有效，只能使用一次）。请重新申请。"


def ask_for_reset(session: Session, login: str, address: str) -> None:
    """Note that somebody has forgotten their password. Raises SignInThrottled: asking counts like a failed sign-in."""
    refuse_if_throttled(session, address)
    here, everywhere = throttle_keys(address, datetime.now(UTC))
    count_failure(session, [here], everywhere, person_id=None)
    request_id = uuid4()
    sealed = encrypt(login, key="data-auth", place=_place(request_id))
    publish(session, PasswordForgotten(version=1, request_id=request_id, login=sealed))


def answer_forgotten(session: Session, asked: PasswordForgotten) -> None:
    """Send a link to every address of the person, if there is one, who is active, and has any."""
    person = find_person(session, decrypt(asked.login, place=_place(asked.request_id)))
    contacts = [one for one in contacts_of(session, person.id) if one.kind in channels()] if person else []
    if person is None or not person.active or not contacts:
        return
    audit.note(word="发送重新设置密码的链接", about=("person", person.id))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    words = (
        f"您正在重新设置{settings.system_name}的密码，请在 {LINK_MINUTES} 分钟内打开："
        f"{settings.public_url}/forgotten/{token} 。如非本人操作，请忽略，您的密码不会改变。"
    )
    try:
        for contact in contacts:
            letter = Letter(contact.kind, contact.plain, f"{settings.system_name}：重新设置密码", words)
            queue_text(session, person.id, letter, timedelta(minutes=LINK_MINUTES))
    except TooManyTexts:
        return
    session.execute(delete(PasswordReset).where(PasswordReset.person_id == person.id))
    expires_at = datetime.now(UTC) + timedelta(minutes=LINK_MINUTES)
    session.add(PasswordReset(token_sha256=sha256_of(token), person_id=person.id, expires_at=expires_at))


def refuse_ended_link(session: Session, token: str) -> PasswordReset:
    """The reset that a link stands for, locked; raises ResetLinkEnded."""
    found = session.get(PasswordReset, sha256_of(token), with_for_update={"key_share": True})
    person = session.get(Person, found.person_id) if found else None
    if found is None or found.expires_at < datetime.now(UTC) or person is None or not person.active:
        raise ResetLinkEnded
    return found


def reset_by_link(session: Session, token: str, password: str) -> None:
    """Set the password that the person chose; all sessions end, and so does a lock. A code is asked for as ever.

    Raises ResetLinkEnded, PasswordNotChanged.
    """
    found = refuse_ended_link(session, token)
    person = session.get_one(Person, found.person_id)
    audit.note(person=person)
    set_password(session, person, password)
    forget_failures(session, failures_keys(str(person.id)))
    session.execute(delete(PasswordReset).where(PasswordReset.person_id == person.id))


def _place(request_id: UUID) -> str:
    return f"password.forgotten|{request_id}"
