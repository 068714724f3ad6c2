"""Corrections to test with."""

from typing import Any
from uuid import UUID

from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.models import Correction, CorrectionStatus, RecordStatus
from services.profile.operations import taking_back
from services.profile.operations.corrections import Grounds, ask_identity, ask_transfer
from services.profile.operations.mirrors import mirror_unit
from shared.crypto import encrypt
from shared.messaging.contracts import PersonChanged
from shared.messaging.corrections import CorrectionApplied
from tests.profile.builders import ID_NUMBER, decided, make_file, make_record, unit_changed

NEW_UNIT = UUID("00000000-0000-4000-8000-000000000009")
NEW_NUMBER = "130102198003055140"
ALIVE = {CorrectionStatus.PENDING, CorrectionStatus.APPLYING}
MASKED = ID_NUMBER[:4] + "*" * 10 + ID_NUMBER[-4:]


def make_movable() -> UUID:
    """A person with an approved record, and a second unit."""
    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=NEW_UNIT, unit_name="石家庄市第二医院", code="12130100401700001X"))
    return make_record(RecordStatus.APPROVED)


def ask(person_id: UUID, kind: str = "identity", **wish: Any) -> UUID:
    """A correction in a transaction of its own: another name, or another unit."""
    with db.transaction() as session:
        grounds = Grounds(reason="与身份证不一致", files=[make_file(session, person_id)])
        if kind == "transfer":
            return ask_transfer(session, person_id, grounds, **{"unit_id": NEW_UNIT} | wish).id
        usual = {"name": "章晓梅", "id_type": "01", "id_number": MASKED}
        return ask_identity(session, person_id, grounds, **usual | wish).id


def correction_of(correction_id: UUID) -> Correction:
    """The correction as committed."""
    with db.reading() as session:
        return session.get_one(Correction, correction_id)


def decide(correction_id: UUID, decision: str = "approve", kind: str = "identity", **facts: Any) -> None:
    """Receive a decision of review."""
    with db.transaction() as session:
        settle = consumers.receivers["profile.settle"].handle
        settle(session, decided(correction_id, correction_id, decision, kind=kind, role="unit_admin", **facts))


def take_back(person_id: UUID, correction_id: UUID) -> None:
    """Take it back in a transaction of its own."""
    with db.transaction() as session:
        taking_back.take_back(session, person_id, Correction, correction_id)


def hear(correction_id: UUID, obstacle: str | None = None, person_version: int = 1) -> None:
    """Receive the answer of auth."""
    outcome = "conflict" if obstacle else "approved"
    applied = CorrectionApplied(
        version=3, correction_id=correction_id, person_version=person_version, outcome=outcome, obstacle=obstacle
    )
    with db.transaction() as session:
        consumers.receivers["profile.settle_applied"].handle(session, applied)


def bring_to(status: CorrectionStatus, person_id: UUID, kind: str = "identity") -> UUID:
    """A correction in this status, reached as in life."""
    correction_id = ask(person_id, kind)
    if status is CorrectionStatus.WITHDRAWN:
        take_back(person_id, correction_id)
    elif status is CorrectionStatus.REJECTED:
        decide(correction_id, "return", kind)
    elif status is not CorrectionStatus.PENDING:
        decide(correction_id, kind=kind)
    if status in {CorrectionStatus.APPROVED, CorrectionStatus.CONFLICT}:
        hear(correction_id, "该证件号码属于另一个账号" if status is CorrectionStatus.CONFLICT else None)
    return correction_id


def moved(person_id: UUID, *, name: str, unit_id: UUID, version: int) -> PersonChanged:
    """The message about a person who was corrected."""
    return PersonChanged(
        version=version,
        person_id=person_id,
        account="10000001",
        person_name=name,
        id_type="01",
        id_number=encrypt(ID_NUMBER, key="id-number", place=f"person.changed|{person_id}"),
        unit_id=unit_id,
        is_professional=True,
        active=True,
    )
