"""Codes of a phone (TOTP, RFC 6238) beside the password: setting up, checking, the codes for when the phone is lost."""

import hmac
import time
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from services.auth.models import Person, RecoveryCode, SecondFactor, SignInSession
from services.auth.operations import hashing
from services.auth.operations.sessions import StartedSession, end_sessions, renew
from services.auth.queries import is_staff, second_factor_of
from shared.crypto import decrypt, encrypt
from shared.errors import DomainError
from shared.settings import settings

STEP_SECONDS = 30
STEPS_TOLERATED = 1  # clocks differ, and people type slowly
RECOVERY_CODES = 10
RECOVERY_LETTERS = 12  # 60 bits


class CodeWrong(DomainError):
    """Not the code of now, or one that was used."""

    status, error, message = 422, "code_wrong", "验证码不正确或已经用过，请等待手机上显示下一个验证码后再输入。"


class SecondFactorRequired(DomainError):
    """The rules of this system demand it of this person."""

    status, error, message = (
        409,
        "second_factor_required",
        "按照本系统的安全规定，您的账号必须使用动态验证码，不能停用。",
    )


class SecondFactorNotOffered(DomainError):
    """It is switched off for staff."""

    status, error, message = 409, "second_factor_not_offered", "本系统没有开启动态验证码功能。"


def is_offered(session: Session, person_id: UUID) -> bool:
    """Whether this person may set it up."""
    return settings.staff_second_factor != "off" or not is_staff(session, person_id)


def is_required(session: Session, person_id: UUID) -> bool:
    """Whether this person must."""
    return settings.staff_second_factor == "required" and is_staff(session, person_id)


def begin_setup(session: Session, person_id: UUID) -> str:
    """A new seed, which counts when a code of it has been entered; returns it as `otpauth://`, this once.

    Raises SecondFactorNotOffered.
    """
    if not is_offered(session, person_id):
        raise SecondFactorNotOffered
    person = session.get_one(Person, person_id, with_for_update={"key_share": True})
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.pending))
    seed = pyotp.random_base32()
    pending = SecondFactor(id=uuid4(), person_id=person_id, pending=True)
    pending.seed = encrypt(seed, key="data-auth", place=pending.seed_place)
    session.add(pending)
    return pyotp.TOTP(seed).provisioning_uri(name=person.account, issuer_name=settings.system_name)


def finish_setup(session: Session, found: SignInSession, code: str) -> tuple[StartedSession, list[str]]:
    """Make the pending seed count: the phone has shown that it knows it. All other sessions end, this one is renewed.

    Returns also the recovery codes, which are shown this once. Raises CodeWrong.
    """
    person_id = found.person_id
    pending = session.scalar(_locked(person_id, pending=True))
    step = _fitting_step(pending, code) if pending else None
    if pending is None or step is None:
        raise CodeWrong(fields={"code": [CodeWrong.message]})
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.pending.is_(False)))
    pending.pending, pending.last_step = False, step
    end_sessions(session, person_id, but=found)
    return renew(found), new_recovery_codes(session, person_id)


def new_recovery_codes(session: Session, person_id: UUID) -> list[str]:
    """Ten new codes, each good for one sign-in without the phone; the old ones are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [hashing.random_letters(RECOVERY_LETTERS) for _ in range(RECOVERY_CODES)]
    for code in codes:
        kept = RecoveryCode(person_id=person_id)
        kept.code_hmac = hashing.keep_code(person_id, _words(code), place=kept.code_place)
        session.add(kept)
    return codes


def give_up(session: Session, person_id: UUID) -> None:
    """Sign in without codes again; raises SecondFactorRequired."""
    if is_required(session, person_id):
        raise SecondFactorRequired
    _remove(session, person_id)


def reset_second_factor(session: Session, person: Person) -> None:
    """Take it from somebody who has lost phone and recovery codes, as an administrator decides; all sessions end."""
    _remove(session, person.id)
    end_sessions(session, person.id)


def code_opens(session: Session, person_id: UUID, code: str) -> bool:
    """Whether this is a code of the person's phone or one of their recovery codes; each is good once."""
    factor = session.scalar(_locked(person_id, pending=False))
    if factor is None:
        return False
    step = _fitting_step(factor, code)
    if step is not None:
        factor.last_step = step
        return True
    return _recovery_code_opens(session, person_id, code)


def proves(session: Session, person_id: UUID, code: str) -> bool:
    """Whether the code is right, or none is needed."""
    return second_factor_of(session, person_id) is None or code_opens(session, person_id, code)


def _recovery_code_opens(session: Session, person_id: UUID, code: str) -> bool:
    """Use one up. Where a change of keys replaced it between looking and removing, it is looked for again."""
    mine = select(RecoveryCode).where(RecoveryCode.person_id == person_id)
    while found := [kept for kept in session.scalars(mine) if _fits(kept, code)]:
        this = (RecoveryCode.person_id == person_id) & (RecoveryCode.code_hmac == found[0].code_hmac)
        if session.scalar(delete(RecoveryCode).where(this).returning(RecoveryCode.person_id)):
            return True
    return False


def _fits(kept: RecoveryCode, code: str) -> bool:
    return hashing.fits_code(kept.code_hmac, kept.person_id, _words(code), place=kept.code_place)


def _fitting_step(factor: SecondFactor, code: str) -> int | None:
    """The step of time that the code is of, if that is now and no code as late has been used."""
    totp = pyotp.TOTP(decrypt(factor.seed, place=factor.seed_place))
    now = int(time.time()) // STEP_SECONDS
    typed = "".join(hashing.normalised(code).split()).encode()
    steps = range(max(factor.last_step + 1, now - STEPS_TOLERATED), now + STEPS_TOLERATED + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), typed)), None)


def _locked(person_id: UUID, *, pending: bool) -> Select[SecondFactor]:
    """The person's seed, so that of two uses of a code at once one comes after the other."""
    whose = SecondFactor.person_id == person_id
    return select(SecondFactor).where(whose, SecondFactor.pending.is_(pending)).with_for_update(key_share=True)


def _words(code: str) -> str:
    return f"recovery|{code}"


def _remove(session: Session, person_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))
