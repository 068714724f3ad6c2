"""Deeds on people: enter them, disable them, note their leave."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import Person
from services.auth.models.person import ACCOUNT_NUMBERS
from services.auth.operations.announcing import announce
from services.auth.operations.credentials import give_first_password
from services.auth.operations.grants import GrantOf, first_grants
from services.auth.operations.id_numbers import OTHER_DOCUMENT, RESIDENT_CARD, claim_number, has_number, index_of
from services.auth.operations.sessions import end_sessions
from services.auth.operations.units import open_unit
from shared.catalogue.identity import id_number_fault, name_fault, normalised_id_number, normalised_name
from shared.crypto import encrypt
from shared.errors import DomainError, NotFound


class PersonRefused(DomainError):
    """The facts of a person do not hold; `fields` says which."""

    status, error, message = 422, "person_refused", "人员信息有误，请按提示修改。"


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What is known of somebody who is to get an account.

    Without an ID number (the first administrator of a new system) the account number stands as a staff number.
    """

    name: str
    unit_id: UUID
    id_number: str | None
    id_type: str = RESIDENT_CARD
    grants: tuple[GrantOf, ...] = ()
    person_id: UUID | None = None


def create_person(session: Session, new: NewPerson) -> tuple[Person, str]:
    """Enter a person and tell the other services; returns also the first password, which is shown this once.

    Raises PersonRefused, or what `first_grants` raises.
    """
    account = str(session.scalar(ACCOUNT_NUMBERS.next_value()))
    name = normalised_name(new.name)
    id_type = new.id_type if new.id_number else OTHER_DOCUMENT
    number = normalised_id_number(new.id_number or account)
    claim_number(session, number)
    fields = _faults(session, name, id_type, number, new.unit_id)
    if fields:
        raise PersonRefused(fields=fields)
    person = Person(
        id=new.person_id or uuid4(),
        account=account,
        name=name,
        id_type=id_type,
        id_number_index=index_of(number),
        unit_id=new.unit_id,
        active=True,
        on_leave=False,
        version=1,
    )
    person.id_number = encrypt(number, key="data-auth", place=person.id_number_place)
    session.add(person)
    session.flush()
    first_grants(session, person, new.grants)
    first_password = give_first_password(session, person)
    announce(session, person)
    return person, first_password


def set_active(session: Session, person_id: UUID, *, active: bool) -> Person:
    """Disable an account, which ends its sessions at once, or enable it again; raises NotFound."""
    person = locked_person(session, person_id)
    if person.active != active:
        person.active = active
        if not active:
            end_sessions(session, person.id)
        _tell_change(session, person)
    return person


def set_leave(session: Session, person_id: UUID, *, on_leave: bool) -> Person:
    """Note that somebody is away, so that no new cases are assigned to them; raises NotFound."""
    person = locked_person(session, person_id)
    if person.on_leave != on_leave:
        person.on_leave = on_leave
        _tell_change(session, person)
    return person


def locked_person(session: Session, person_id: UUID) -> Person:
    """The person as of now, kept from all others until the transaction ends; raises NotFound."""
    person = session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None:
        raise NotFound
    return person


def _tell_change(session: Session, person: Person) -> None:
    person.version += 1
    session.flush()
    announce(session, person)


def _faults(session: Session, name: str, id_type: str, number: str, unit_id: UUID) -> dict[str, list[str]]:
    faults = {"name": name_fault(name) if name else "请填写姓名", "id_number": id_number_fault(number, id_type)}
    if session.scalar(select(Person.id).where(has_number(number))):
        faults["id_number"] = "该证件号码的人员已有账号，一人只能有一个账号"
    if open_unit(session, unit_id) is None:
        faults["unit_id"] = "单位不存在或已撤销，请重新选择"
    return {field: [f"{fault}。"] for field, fault in faults.items() if fault}
