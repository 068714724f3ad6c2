"""Proving again, in the midst of a session, who one is (ASVS 7.5.1)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.auth.models import Credential
from services.auth.operations.credentials import fits
from services.auth.operations.locking import count_failure, failures_keys, refuse_if_locked
from services.auth.operations.second_factor import CodeWrong, proves
from services.auth.operations.sessions import StartedSession, renew, session_of_actor
from shared import audit
from shared.auth import Actor
from shared.errors import DomainError


class NotConfirmed(DomainError):
    """The password or the code is wrong; `fields` says which."""

    status, error, message = 422, "not_confirmed", "没有确认成功，请按提示重新填写。"


@dataclass(frozen=True)
class Confirmation:
    """Either the session under its new id, or what was wrong."""

    session: StartedSession | None
    fields: dict[str, list[str]]


def confirm(session: Session, actor: Actor, password: str, code: str = "") -> Confirmation:
    """Open sensitive acts to the actor's session for some minutes and give it a new id.

    A failure counts like one at signing in, so nothing is raised for it: the count must be committed. Raises
    SignInLocked, SessionEnded.
    """
    found = session_of_actor(session, actor)
    refuse_if_locked(session, failures_keys(str(actor.id)))
    if not fits(session.get_one(Credential, actor.id), password):
        return _refused(session, actor, "password", "密码不正确，请重新输入。")
    if not proves(session, actor.id, code):
        return _refused(session, actor, "code", CodeWrong.message)
    return Confirmation(renew(found), {})


def _refused(session: Session, actor: Actor, field: str, fault: str) -> Confirmation:
    audit.note(result=audit.Result.REFUSED, fields=[field])
    count_failure(session, failures_keys(str(actor.id)), person_id=actor.id)
    return Confirmation(None, {field: [fault]})
