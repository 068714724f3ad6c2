"""The last passwords of a person, none of which they may take again; kept only where the policy says so (mlps3)."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.auth.models import Credential, FormerPassword
from services.auth.operations import hashing
from services.auth.queries import MLPS3, policy_in_force

KEPT = 5  # the present one included


def was_used(session: Session, person_id: UUID, password: str) -> bool:
    """Whether it is one of the last five."""
    if policy_in_force(session) != MLPS3:
        return False
    kept = select(FormerPassword.password_hash).where(FormerPassword.person_id == person_id)
    credential = session.get(Credential, person_id)
    present = [credential.password_hash] if credential and credential.password_hash else []
    return any(hashing.fits(stored, password) for stored in [*present, *session.scalars(kept)])


def keep_former(session: Session, credential: Credential) -> None:
    """Remember the password that is about to be replaced, and forget the oldest."""
    if policy_in_force(session) != MLPS3 or credential.password_hash is None:
        return
    session.add(FormerPassword(person_id=credential.person_id, password_hash=credential.password_hash))
    session.flush()
    whose = FormerPassword.person_id == credential.person_id
    newest = select(FormerPassword.id).where(whose).order_by(FormerPassword.id.desc()).limit(KEPT - 1)
    session.execute(delete(FormerPassword).where(whose, FormerPassword.id.not_in(newest)))
