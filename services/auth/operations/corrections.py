"""Applying what administrators have approved: another name or ID number, another unit. Whole, once, or not at all."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import AppliedCorrection, Person, Unit
from services.auth.operations.announcing import announce
from services.auth.operations.grants import GrantOf, add_grants, end_grants
from services.auth.operations.id_numbers import claim_number, has_number, index_of
from services.auth.operations.people import locked_person
from services.auth.operations.units import standing_unit
from services.auth.queries import grants_of
from shared import audit
from shared.auth import Role
from shared.catalogue.identity import id_number_fault, name_fault, normalised_id_number, normalised_name
from shared.crypto import decrypt, encrypt
from shared.messaging.corrections import CorrectionApplied, CorrectionApproved
from shared.messaging.outbox import publish

NUMBER_TAKEN = "该证件号码属于另一个账号，不能重复使用，请核对后重新申请"
ELSEWHERE = "申请提交以后，所在单位已发生变化，请核对后重新申请"
THERE_ALREADY = "调出和调入的单位已经合并，您已在该单位，无需调动"
MERGED = "您的账号已并入另一个账号，请用保留的账号重新申请"
UNIT_GONE = "调入单位不存在或已停用，请核对后重新申请"


def apply_correction(session: Session, approved: CorrectionApproved) -> AppliedCorrection:
    """Give the person the approved facts and tell everybody; asked for twice it is done once and answered twice.

    Of two people who get the same number at the same moment the later one waits and finds it taken. Raises NotFound for
    a person who never was.
    """
    person = locked_person(session, approved.person_id)
    applied = session.get(AppliedCorrection, approved.correction_id)
    if applied is None:
        obstacle = _applied(session, person, approved)
        applied = AppliedCorrection(
            id=approved.correction_id,
            person_id=person.id,
            outcome="conflict" if obstacle else "approved",
            obstacle=obstacle,
            person_version=person.version,
        )
        session.add(applied)
    audit.note(
        word="更正生效",
        about=("person", person.id),
        correction_id=str(approved.correction_id),
        kind="transfer" if approved.unit_id else "identity",
        outcome=applied.outcome,
    )
    _answer(session, approved, applied)
    return applied


def _applied(session: Session, person: Person, approved: CorrectionApproved) -> str | None:
    """Do it; returns what stands against it, and then has changed nothing."""
    if person.merged_into_id:
        return MERGED
    return _move(session, person, approved) if approved.unit_id else _identify(session, person, approved)


def _answer(session: Session, approved: CorrectionApproved, applied: AppliedCorrection) -> None:
    """Tell profile what became of it."""
    publish(
        session,
        CorrectionApplied(
            version=approved.version + 1,
            correction_id=approved.correction_id,
            person_version=applied.person_version,
            outcome="conflict" if applied.obstacle else "approved",
            obstacle=applied.obstacle,
        ),
    )


def _identify(session: Session, person: Person, approved: CorrectionApproved) -> str | None:
    """Correct name and ID document together; returns what stands against it, and then has changed nothing."""
    name, id_type = normalised_name(approved.person_name or ""), approved.id_type or ""
    sealed = approved.id_number or ""
    number = normalised_id_number(decrypt(sealed, place=f"correction.approved|{approved.correction_id}"))
    fault = name_fault(name) or id_number_fault(number, id_type)
    claim_number(session, number)
    others = select(Person.id).where(has_number(number), Person.id != person.id)
    if fault or session.scalar(others):
        return fault or NUMBER_TAKEN
    person.name, person.id_type, person.id_number_index = name, id_type, index_of(number)
    person.id_number = encrypt(number, key="data-auth", place=person.id_number_place)
    person.version += 1
    session.flush()
    announce(session, person)
    return None


def _move(session: Session, person: Person, approved: CorrectionApproved) -> str | None:
    """Move the person; returns what stands against it, and then has changed nothing."""
    unit, left_unit = (standing_unit(session, one) for one in (approved.unit_id, approved.from_unit_id))
    if left_unit is None or person.unit_id != left_unit.id:
        return ELSEWHERE
    if unit is None:
        return UNIT_GONE
    if unit.id == person.unit_id:
        return THERE_ALREADY
    transfer(session, person, unit)
    return None


def transfer(session: Session, person: Person, unit: Unit) -> None:
    """Move somebody to another unit and tell everybody.

    A professional stays one in the new unit. Whatever else the person was for the old unit ends: power over a unit is
    granted by that unit, and never carried into another.
    """
    left = [grant for grant in grants_of(session, person.id) if grant.unit_id == person.unit_id]
    was = {grant.role for grant in left}
    end_grants(session, left, by=None, reason=f"已调往{unit.name}")
    if Role.PROFESSIONAL in was:
        add_grants(session, person, [GrantOf(Role.PROFESSIONAL, unit.id)])
    person.unit_id = unit.id
    person.version += 1
    session.flush()
    announce(session, person, roles_ended=was != {Role.PROFESSIONAL})
