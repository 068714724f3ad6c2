"""What auth can tell about people; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Text, any_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from services.auth.models import (
    Contact,
    Credential,
    Grant,
    PasswordPolicy,
    Person,
    RecoveryCode,
    SecondFactor,
    SignInSession,
    Unit,
)
from shared.auth import Actor, Role, SecondFactorState
from shared.settings import settings

MLPS3 = "mlps3"
PASSWORD_DAYS = 90  # mlps3


class Account(NamedTuple):
    """A person, what opens their account, and whether it takes a code as well."""

    person: Person
    credential: Credential | None
    second_factor: bool


_LOGIN, _INDEXES = bindparam("login", type_=Text()), bindparam("indexes", type_=ARRAY(LargeBinary))
_ACCOUNT = (
    select(Person, Credential, exists().where(SecondFactor.person_id == Person.id, SecondFactor.pending.is_(False)))
    .outerjoin(Credential, Credential.person_id == Person.id)
    .where((Person.account == _LOGIN) | (Person.id_number_index == any_(_INDEXES)))
    .order_by((Person.account == _LOGIN).desc())
    .limit(1)
)
_GRANTS = select(Grant).where(Grant.person_id == bindparam("person_id")).order_by(Grant.role, Grant.unit_id)
_NEWEST_POLICY = select(PasswordPolicy.policy).order_by(PasswordPolicy.version.desc()).limit(1)


def account_of(session: Session, login: str, indexes: list[bytes]) -> Account | None:
    """The account of this number, else of the person whose ID number has one of these blind indexes.

    Both are looked for at once, so that it takes as long whether there is somebody or not.
    """
    found = session.execute(_ACCOUNT, {"login": login, "indexes": indexes}).one_or_none()
    return Account(*found) if found else None


def grants_of(session: Session, person_id: UUID) -> Sequence[Grant]:
    """All roles of a person, in a stable order."""
    return session.scalars(_GRANTS, {"person_id": person_id}).all()


def is_staff(session: Session, person_id: UUID) -> bool:
    """Whether the person sees or decides about others."""
    staff = select(Grant.id).where(Grant.person_id == person_id, Grant.role != Role.PROFESSIONAL).limit(1)
    return session.scalar(staff) is not None


def open_sessions(session: Session, person_id: UUID, longest_idle: timedelta) -> Sequence[SignInSession]:
    """Where the person is signed in, the latest seen first."""
    now = datetime.now(UTC)
    is_open = (
        SignInSession.person_id == person_id,
        SignInSession.ended_at.is_(None),
        SignInSession.awaits_code.is_(False),
        SignInSession.last_seen_at > now - longest_idle,
        SignInSession.created_at > now - timedelta(hours=settings.session_hours),
    )
    return session.scalars(select(SignInSession).where(*is_open).order_by(SignInSession.last_seen_at.desc())).all()


def second_factor_of(session: Session, person_id: UUID) -> SecondFactor | None:
    """What the person has set up and confirmed."""
    counts = SecondFactor.person_id == person_id, SecondFactor.pending.is_(False)
    return session.scalar(select(SecondFactor).where(*counts))


def recovery_codes_left(session: Session, person_id: UUID) -> int:
    """How many times the person can still sign in without the phone."""
    left = select(func.count()).where(RecoveryCode.person_id == person_id)
    return session.scalar(left) or 0


def second_factor_state(session: Session, person_id: UUID) -> SecondFactorState:
    """Whether the person signs in with codes, ought to, or neither."""
    if second_factor_of(session, person_id) is not None:
        return SecondFactorState.SET
    missing = settings.staff_second_factor == "required" and is_staff(session, person_id)
    return SecondFactorState.MISSING if missing else SecondFactorState.NONE


def must_change_password(session: Session, person_id: UUID) -> bool:
    """Whether the person still has the first password they were handed, or one that has become too old."""
    credential = session.get(Credential, person_id)
    if credential is None:
        return False
    if credential.first_password is not None:
        return True
    # Asked at every trade of a session for a token: almost nobody's is so old that the rules have to be looked up.
    return _days_old(credential) >= PASSWORD_DAYS and policy_in_force(session) == MLPS3


def policy_in_force(session: Session) -> str:
    """Which rules passwords follow, "asvs" or "mlps3": as an administrator set it, else as the process says."""
    return session.scalar(_NEWEST_POLICY) or settings.password_policy


def password_days_left(session: Session, credential: Credential) -> int | None:
    """After how many days the policy asks for another password; None if it never does."""
    if policy_in_force(session) != MLPS3:
        return None
    return PASSWORD_DAYS - _days_old(credential)


def _days_old(credential: Credential) -> int:
    return (datetime.now(UTC) - credential.changed_at).days


def contacts_of(session: Session, person_id: UUID) -> Sequence[Contact]:
    """The addresses that a person has shown to be theirs."""
    return session.scalars(select(Contact).where(Contact.person_id == person_id).order_by(Contact.kind)).all()


def unit_name(session: Session, unit_id: UUID) -> str:
    """The name of a unit that is known to exist."""
    return session.execute(select(Unit.name).where(Unit.id == unit_id)).scalar_one()


def actor_of_session(session: Session, found: SignInSession) -> Actor:
    """The person of a session, as the services are told who asks."""
    known = actor(session, session.get_one(Person, found.person_id))
    return replace(known, session=found.id_sha256.hex(), confirmed_at=int(found.confirmed_at.timestamp()))


def actor(session: Session, person: Person) -> Actor:
    """The person as somebody who may do things, in no session."""
    return Actor(
        id=person.id,
        account=person.account,
        name=person.name,
        unit_id=person.unit_id,
        grants=tuple((grant.role, grant.unit_id) for grant in grants_of(session, person.id)),
        first_login=must_change_password(session, person.id),
        second_factor=second_factor_state(session, person.id),
    )
