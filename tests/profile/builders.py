"""People, records and messages to test with."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.db import db
from services.profile.models import ChangeAction, ChangeRequest, Deed, Entry, File, Record, RecordStatus, Submission
from services.profile.operations import change_requests, taking_back
from services.profile.operations.change_log import Doer, log_change
from services.profile.operations.entries import new_entry, store, touch
from services.profile.operations.files import key_of
from services.profile.operations.mirrors import mirror_person, mirror_unit
from services.profile.operations.records import locked_record
from services.profile.operations.settle import settle
from services.profile.operations.submit import submit_record, withdraw_record
from services.profile.operations.values import checked_values
from services.profile.operations.wishes import Wish
from shared.auth import Actor, Role, actor_claims, sign
from shared.catalogue import SECTIONS
from shared.crypto import encrypt
from shared.files import file_store
from shared.messaging.contracts import CaseDecided, PersonChanged, Reason, UnitChanged
from shared.messaging.tables import OutboxMessage

UNIT = UUID("00000000-0000-4000-8000-000000000001")
ID_NUMBER = "130102198003055124"
REVIEWER = UUID("00000000-0000-4000-8000-000000000002")


def make_person(session: Session, *, professional: bool = True, name: str = "张晓梅") -> UUID:
    """A person of a hospital, as auth tells of them; the record is a draft."""
    person_id = uuid4()
    mirror_unit(session, unit_changed())
    mirror_person(session, person_changed(person_id, professional=professional, name=name))
    return person_id


def unit_changed(**facts: Any) -> UnitChanged:
    """The message about a unit."""
    usual: dict[str, Any] = {
        "version": 1,
        "unit_id": UNIT,
        "unit_name": "石家庄市第一医院",
        "code": "12130100401700000X",
        "nature": "20",
        "region": "130100",
        "superior_id": None,
        "closed": False,
    }
    return UnitChanged(**usual | facts)


def person_changed(
    person_id: UUID, *, professional: bool = True, name: str = "张晓梅", version: int = 1
) -> PersonChanged:
    """The message about a person."""
    return PersonChanged(
        version=version,
        person_id=person_id,
        account=f"P{person_id.hex[:8]}",
        person_name=name,
        id_type="01",
        id_number=encrypt(ID_NUMBER, key="id-number", place=f"person.changed|{person_id}"),
        unit_id=UNIT,
        is_professional=professional,
        active=True,
    )


def make_file(session: Session, owner_id: UUID, *, media_type: str = "application/pdf") -> dict[str, str]:
    """An uploaded file, as an entry names it."""
    suffix = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[media_type]
    file = File(
        id=uuid4(),
        owner_id=owner_id,
        name=f"证明.{suffix}",
        media_type=media_type,
        size=1,
        sha256=sha256(b"x").hexdigest(),
        purpose="test",
        stored_as=uuid4().hex,
    )
    file_store().keep(key_of(file.stored_as), b"x")
    session.add(file)
    return {"id": str(file.id), "name": file.name}


def basic_info(session: Session, person_id: UUID, **values: Any) -> dict[str, Any]:
    """A complete 基本信息."""
    return {
        "sex": "2",
        "birth_date": "1980-03-05",
        "ethnicity": "01",
        "political_status": "13",
        "work_start_date": "2003-07",
        "specialty_work_start": "2003-07",
        "mobile": "13812345678",
        "email": "zhang@example.com",
        "photo": [make_file(session, person_id, media_type="image/jpeg")],
        "id_scan": [make_file(session, person_id)],
    } | values


def education(session: Session, person_id: UUID, **values: Any) -> dict[str, Any]:
    """A complete 学历学位."""
    return {
        "education_level": "21",
        "school": "河北医科大学",
        "major": "临床医学",
        "study_form": "01",
        "start_month": "1998-09",
        "end_month": "2003-07",
        "edu_cert_no": "100891200305001234",
        "is_first": True,
        "is_highest": True,
        "degree": "410",
        "degree_date": "2003-07",
        "proof": [make_file(session, person_id)],
    } | values


def work(**values: Any) -> dict[str, Any]:
    """A complete 工作经历."""
    return {
        "start_month": "2003-07",
        "unit_name": "石家庄市第一医院",
        "tech_work": "心血管内科诊疗",
        "duty": "主治医师",
    } | values


def post() -> dict[str, Any]:
    """A complete 现工作单位及岗位."""
    chosen = {"personnel_status": "01", "identity_type": "02", "post_category": "01"}
    return chosen | {"join_unit_date": "2003-07", "current_specialty": "心血管内科"}


def fill_record(session: Session, person_id: UUID) -> None:
    """Everything that a submission needs, as if it had been saved form by form, but written at once."""
    record = locked_record(session, person_id)
    sections = {"basic_info": basic_info(session, person_id), "current_post": post()}
    sections |= {"supporting_material": {"discipline_record": False, "integrity_commitment": True}}
    sections |= {"education": education(session, person_id), "work_experience": work()}
    session.flush()
    with session.no_autoflush:
        for key, sent in sections.items():
            values = checked_values(session, record.person, SECTIONS[key], sent, {}).data
            entry = new_entry(session, record, SECTIONS[key], values)
            log_change(session, Deed.ADDED, Doer(person_id), entry, new=values)
    touch(record)


def make_record(status: RecordStatus = RecordStatus.DRAFT, *, name: str = "张晓梅") -> UUID:
    """A person with a complete record in this status; handed in and decided as in life; committed."""
    with db.transaction() as session:
        person_id = make_person(session, name=name)
        fill_record(session, person_id)
    if status is not RecordStatus.DRAFT:
        with db.transaction() as session:
            submission_id = submit_record(session, person_id).id
        if status is not RecordStatus.PENDING:
            decide(person_id, submission_id, "approve" if status is RecordStatus.APPROVED else "return")
    return person_id


def decided(subject_id: UUID, submission_id: UUID, decision: str, *, kind: str = "record", **facts: Any) -> CaseDecided:
    """Review's message about a decision."""
    usual: dict[str, Any] = {
        "version": 3,
        "case_id": uuid4(),
        "kind": kind,
        "subject_id": subject_id,
        "submission_id": submission_id,
        "decision": decision,
        "reasons": [Reason(text="学历证书不清晰", section="education")] if decision == "return" else [],
        "decided_by": REVIEWER,
        "role": "unit_reviewer",
        "decided_at": datetime.now(UTC),
    }
    return CaseDecided(**usual | facts)


def decide(subject_id: UUID, submission_id: UUID, decision: str, **facts: Any) -> str:
    """Settle a decision in a transaction of its own; returns the outcome."""
    with db.transaction() as session:
        return settle(session, decided(subject_id, submission_id, decision, **facts)).outcome


def ask(person_id: UUID, section: str = "work_experience", **wish: Any) -> UUID:
    """A change request in a transaction of its own; modifies the section's first entry unless told otherwise."""
    with db.transaction() as session:
        return change_requests.request_change(session, person_id, wish_of(person_id, section, **wish)).id


def wish_of(person_id: UUID, section: str = "work_experience", **wish: Any) -> Wish:
    """What a person asks for: another duty at the first job, unless told otherwise."""
    entry = entry_of(person_id, section)
    usual: dict[str, Any] = {
        "action": ChangeAction.MODIFY,
        "entry_id": entry.id,
        "data": work(duty="副主任医师"),
        "reason": "职务变动",
        "files": [],
    }
    return Wish(section=section, **usual | wish)


def request_of(request_id: UUID) -> ChangeRequest:
    """The change request as committed."""
    with db.reading() as session:
        return session.get_one(ChangeRequest, request_id)


def take_back(person_id: UUID, request_id: UUID) -> None:
    """Withdraw a change request in a transaction of its own."""
    with db.transaction() as session:
        taking_back.take_back(session, person_id, ChangeRequest, request_id)


def decide_change(request_id: UUID, decision: str = "approve", **facts: Any) -> str:
    """Settle a decision about a change request; returns the outcome."""
    return decide(request_id, request_id, decision, kind="change", **facts)


def withdraw(person_id: UUID) -> None:
    """Withdraw the submitted record in a transaction of its own."""
    with db.transaction() as session:
        withdraw_record(session, person_id)


def status_of(person_id: UUID) -> RecordStatus:
    """The record's status as committed."""
    with db.reading() as session:
        return session.get_one(Record, person_id).status


def submissions_of(person_id: UUID) -> list[Submission]:
    """The record's snapshots, oldest first."""
    with db.reading() as session:
        found = select(Submission).where(Submission.record_id == person_id).order_by(Submission.number)
        return list(session.scalars(found))


def entry_of(person_id: UUID, section: str) -> Entry:
    """The first entry of a section."""
    with db.reading() as session:
        found = select(Entry).where(Entry.record_id == person_id, Entry.section == section).order_by(Entry.position)
        return session.scalars(found).first() or Entry()


def correct_entry(person_id: UUID, section: str = "work_experience", **values: Any) -> None:
    """Change a section's first entry past all requests, as a correction in the database would."""
    with db.transaction() as session:
        entry = session.get_one(Entry, entry_of(person_id, section).id)
        store(entry, entry.values | values)


def messages(name: str) -> list[dict[str, Any]]:
    """What was told under this name, once for each message, oldest first."""
    with db.reading() as session:
        found = select(OutboxMessage).where(OutboxMessage.name == name).order_by(OutboxMessage.seq)
        rows = session.scalars(found).all()
    receivers = {row.receiver for row in rows}
    return [row.payload for row in rows if row.receiver == min(receivers)]


def bearer(person_id: UUID, *roles: Role, confirmed: bool = True) -> dict[str, str]:
    """The header of a request by this person, who has just signed in; a professional unless other roles are named."""
    grants = tuple((role, UNIT) for role in roles or (Role.PROFESSIONAL,))
    now = int(datetime.now(UTC).timestamp())
    actor = Actor(person_id, "x", "x", UNIT, grants, first_login=False, confirmed_at=now if confirmed else 0)
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"Authorization": f"Bearer {token}"}


def case_pass(reviewer_id: UUID, person_id: UUID, submission_id: UUID) -> dict[str, str]:
    """The headers of a reviewer's request with the pass that review signed for a case."""
    claims = {"sub": str(reviewer_id), "case": str(uuid4()), "person": str(person_id), "submission": str(submission_id)}
    signed = sign(claims, key="passes", audience="profile", seconds=300)
    return bearer(reviewer_id, Role.UNIT_REVIEWER) | {"Case-Pass": signed}


def at_once(*deeds: Any) -> list[Any]:
    """Run all deeds at the same time, each in its own thread; what they raise is returned like a result."""

    def attempt(deed: Any) -> Any:
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(attempt, deeds))
