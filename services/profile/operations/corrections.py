"""信息更正: asking for what only administrators may change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import OPEN, Correction, CorrectionKind, Numbers, Person, Record, Unit
from services.profile.operations.records import locked_record
from services.profile.operations.snapshots import digest
from services.profile.operations.values import EntryInvalid
from services.profile.operations.wishes import NothingChanged, own_evidence
from shared.catalogue import CODE_LISTS, masked
from shared.catalogue.identity import id_number_fault, name_fault, normalised_id_number, normalised_name
from shared.crypto import blind_index, commitment, new_salt
from shared.errors import DomainError
from shared.messaging.contracts import ReviewRequested
from shared.messaging.corrections import MoveSeen
from shared.messaging.outbox import publish

Facts = dict[str, Any]


class CorrectionAlreadyOpen(DomainError):
    """One open correction of a kind; `id` leads to it."""

    status, error = 409, "correction_already_open"
    message = "您已有一份同类的更正申请正在办理，请等待结果，或先撤销原申请。"


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why a correction is asked for, and the files that prove it."""

    reason: str
    files: list[dict[str, str]]


def ask_identity(
    session: Session, person_id: UUID, grounds: Grounds, *, name: str, id_type: str, id_number: str
) -> Correction:
    """Ask for name and ID document to become these; the masked number as it is shown stands for the present one.

    Raises RecordNotReady, CorrectionAlreadyOpen, EntryInvalid and NothingChanged.
    """
    record, person = _free(session, person_id, CorrectionKind.IDENTITY)
    present = person.id_number
    numbers = Numbers(present, present if id_number == masked(present) else normalised_id_number(id_number))
    new = {"name": normalised_name(name), "id_type": id_type}
    known = CODE_LISTS["id_type"].find(id_type)
    _refuse(
        grounds,
        name=name_fault(new["name"]) if new["name"] else "请填写姓名",
        id_type="" if known else "请选择证件类型",
        id_number=id_number_fault(numbers.new, id_type) if known else "",
    )
    old = {"name": person.name, "id_type": person.id_type}
    if (old, numbers.old) == (new, numbers.new):
        raise NothingChanged
    correction = _written(session, record, CorrectionKind.IDENTITY, old, new, grounds)
    correction.numbers, correction.salt = numbers, new_salt()
    return _handed_in(session, correction, person)


def ask_transfer(session: Session, person_id: UUID, grounds: Grounds, *, unit_id: UUID | None) -> Correction:
    """Ask to be moved to another unit, which decides.

    Raises RecordNotReady, CorrectionAlreadyOpen, EntryInvalid and NothingChanged.
    """
    record, person = _free(session, person_id, CorrectionKind.TRANSFER)
    unit = session.get(Unit, unit_id) if unit_id else None
    gone = "单位不存在或已停用，请重新选择" if unit_id else "请选择调入单位"
    _refuse(grounds, unit_id=gone if unit is None or unit.closed else "")
    if unit is None or unit.id == person.unit_id:
        raise NothingChanged
    old, new = (_unit_facts(session, each) for each in (person.unit_id, unit.id))
    correction = _written(session, record, CorrectionKind.TRANSFER, old, new, grounds)
    return _handed_in(session, correction, person)


def move_seen(correction: Correction, person: Person, *, applied: bool) -> MoveSeen:
    """What the unit that is left is to know."""
    return MoveSeen(
        version=correction.version,
        correction_id=correction.id,
        person_id=person.id,
        person_name=person.name,
        from_unit_id=UUID(correction.old["unit_id"]),
        unit_name=correction.new["unit_name"],
        applied=applied,
    )


def correction_digest(correction: Correction) -> str:
    """SHA-256 of what is wished for and why; ID numbers stand in it salted.

    Of before there were salts they stand in it as their blind index, under the first key there was. Raises
    FileNotFoundError when that is gone.
    """
    salt = correction.salt
    numbers = [commitment(number, salt) if salt else _of_before(number) for number in correction.numbers or ()]
    wished = {name: getattr(correction, name) for name in ("old", "new", "reason", "files")}
    return digest(wished | {"kind": correction.kind.value, "numbers": numbers})


def _of_before(number: str) -> str:
    return blind_index(number, purpose="id_number", generation="index").hex()


def _free(session: Session, person_id: UUID, kind: CorrectionKind) -> tuple[Record, Person]:
    """The person, of whom no correction of this kind is open; the database holds that too."""
    record = locked_record(session, person_id)
    found = select(Correction.id).where(
        Correction.record_id == record.id, Correction.kind == kind, Correction.status.in_(OPEN)
    )
    open_id = session.scalar(found)
    if open_id is not None:
        raise CorrectionAlreadyOpen(id=open_id)
    return record, session.get_one(Person, person_id)


def _refuse(grounds: Grounds, **faults: str) -> None:
    """Tell everything that is wrong or missing at once, each at its field."""
    faults |= {"reason": "" if grounds.reason.strip() else "请填写申请理由"}
    faults |= {"files": "" if grounds.files else "请上传能证明更正内容的文件"}
    fields = {key: [f"{fault}。"] for key, fault in faults.items() if fault}
    if fields:
        raise EntryInvalid(fields=fields, count=len(fields))


def _unit_facts(session: Session, unit_id: UUID) -> Facts:
    """A unit under the name that it has now."""
    unit = session.get(Unit, unit_id)
    return {"unit_id": str(unit_id), "unit_name": unit.name if unit else "", "unit_code": unit.code if unit else ""}


def _written(
    session: Session, record: Record, kind: CorrectionKind, old: Facts, new: Facts, grounds: Grounds
) -> Correction:
    last = session.scalar(select(func.max(Correction.number)).where(Correction.record_id == record.id))
    return Correction(
        id=uuid4(),
        record_id=record.id,
        number=(last or 0) + 1,
        kind=kind,
        version=1,
        old=old,
        new=new,
        reason=grounds.reason,
        files=own_evidence(session, record.id, grounds.files),
    )


def _handed_in(session: Session, correction: Correction, person: Person) -> Correction:
    session.add(correction)
    session.flush()  # the database sets the time of submission
    moving = correction.kind is CorrectionKind.TRANSFER
    if moving:
        publish(session, move_seen(correction, person, applied=False))
    publish(
        session,
        ReviewRequested(
            version=correction.version,
            kind=correction.kind.value,
            subject_id=correction.id,
            person_id=person.id,
            unit_id=UUID(correction.new["unit_id"]) if moving else person.unit_id,
            submission_id=correction.id,
            number=correction.number,
            submitted_at=correction.submitted_at,
            account=person.account,
            person_name=person.name,
            section=None,
            title_series=None,
            title_level=None,
            warnings=0,
            content_sha256=correction_digest(correction),
            from_unit_id=person.unit_id if moving else None,
            person_version=person.version,
        ),
    )
    return correction
