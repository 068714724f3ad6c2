"""Units, people and roles: what is refused, and what the other services are told."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.auth.db import db
from services.auth.models import Grant, Person
from services.auth.models.person import EXCLUDING_EACH_OTHER
from services.auth.operations.grants import GrantOf, RolesExclude, grant_role
from services.auth.operations.people import NewPerson, PersonRefused, create_person, set_active, set_leave
from services.auth.operations.units import UnitRefused, create_unit
from shared.auth import Role
from shared.crypto import Undecryptable, decrypt
from shared.errors import NotFound
from tests.auth.conftest import make_person, make_unit, new_code, new_id_number, published, sign_in

STAFF = [role for role in Role if role is not Role.PROFESSIONAL]


def test_a_new_unit_is_told_with_all_its_facts(unit_id: UUID) -> None:
    below = make_unit(unit_id, "柏林路高级中学")

    told = published("unit.changed")

    assert [message["unit_id"] for message in told] == [str(unit_id), str(below)]
    assert told[1] | {"code": ""} == {
        "version": 1,
        "unit_id": str(below),
        "unit_name": "柏林路高级中学",
        "code": "",
        "nature": "22",
        "region": "130104",
        "superior_id": str(unit_id),
        "closed": False,
        "merged_into": None,
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "12130104000000001A"}, "code"),
        ({"code": "1213"}, "code"),
        ({"name": "  "}, "name"),
        ({"superior_id": uuid4()}, "superior_id"),
    ],
)
def test_a_unit_whose_facts_do_not_hold_is_refused(unit_id: UUID, facts: dict[str, object], field: str) -> None:
    good = {"name": "晨报社", "code": new_code(), "nature": "31", "region": "130105", "superior_id": unit_id}

    with pytest.raises(UnitRefused) as refused, db.transaction() as session:
        create_unit(session, **(good | facts))

    assert set(refused.value.fields) == {field}


def test_one_stray_space_does_not_make_one_unit_two(unit_id: UUID) -> None:
    code = new_code()
    facts = {"name": "晨报社", "nature": "31", "region": "130105", "superior_id": None}
    with db.transaction() as session:
        create_unit(session, code=code, **facts)

    with pytest.raises(UnitRefused), db.transaction() as session:
        create_unit(session, code=f" {code[:8]} {code[8:]} ".lower(), **facts)


def test_a_new_person_is_told_with_the_id_number_encrypted_for_its_receiver(unit_id: UUID) -> None:
    person = make_person(unit_id, password=None)

    (told,) = published("person.changed")

    assert told | {"id_number": ""} == {
        "version": 1,
        "person_id": str(person.id),
        "account": person.account,
        "person_name": "张𬭎",
        "id_type": "01",
        "id_number": "",
        "unit_id": str(unit_id),
        "is_professional": True,
        "active": True,
        "merged_into": None,
    }
    assert person.id_number not in told["id_number"]
    assert decrypt(told["id_number"], place=f"person.changed|{person.id}") == person.id_number
    assert published("staff.changed") == []


@pytest.mark.parametrize("role", STAFF)
def test_whoever_reviews_or_administers_is_told_as_staff(unit_id: UUID, role: Role) -> None:
    person = make_person(unit_id, role, password=None)

    (told,) = published("staff.changed")

    assert told["person_id"] == str(person.id)
    assert told["grants"] == [{"role": role.value, "unit_id": str(unit_id)}]
    assert published("person.changed")[0]["is_professional"] is False


def test_a_granted_role_leave_and_disabling_are_told_each_with_a_higher_version(unit_id: UUID) -> None:
    person = make_person(unit_id, Role.PROFESSIONAL)
    with db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_REVIEWER, unit_id)
    with db.transaction() as session:
        set_leave(session, person.id, on_leave=True)
    with db.transaction() as session:
        set_active(session, person.id, active=False)

    told = published("staff.changed")

    assert [message["version"] for message in told] == [2, 3, 4]
    assert [message["on_leave"] for message in told] == [False, True, True]
    assert [message["active"] for message in told] == [True, True, False]
    assert published("person.changed")[-1]["active"] is False


def test_what_changes_nothing_is_not_told(unit_id: UUID) -> None:
    person = make_person(unit_id, Role.UNIT_REVIEWER)
    with db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_REVIEWER, unit_id)
        set_leave(session, person.id, on_leave=False)
        set_active(session, person.id, active=True)

    assert len(published("staff.changed")) == 1


def test_the_id_number_lies_encrypted_and_bound_to_its_row(unit_id: UUID) -> None:
    one, other = make_person(unit_id), make_person(unit_id)

    with db.reading() as session:
        stored, place = (session.get_one(Person, person.id).id_number for person in (one, other))
        assert one.id_number not in stored
        with pytest.raises(Undecryptable):
            decrypt(stored, place=session.get_one(Person, other.id).id_number_place)
    assert stored != place


@pytest.mark.parametrize("written", ["{}", " {} ", "{:x<1}"])
def test_one_person_has_one_account_however_the_number_is_written(unit_id: UUID, written: str) -> None:
    person = make_person(unit_id)
    again = NewPerson(name="张𬭎", unit_id=unit_id, id_number=written.format(person.id_number))

    with pytest.raises(PersonRefused) as refused, db.transaction() as session:
        create_person(session, again)

    assert "已有账号" in refused.value.fields["id_number"][0]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "张 三"}, "name"),
        ({"name": "张3"}, "name"),
        ({"id_number": "130104199003064010"}, "id_number"),
        ({"id_number": "13010419900230401X"}, "id_number"),
        ({"id_number": "13010419900306\x00"}, "id_number"),
        ({"unit_id": uuid4()}, "unit_id"),
    ],
)
def test_a_person_whose_facts_do_not_hold_is_refused(unit_id: UUID, facts: dict[str, object], field: str) -> None:
    good = {"name": "张𬭎", "unit_id": unit_id, "id_number": new_id_number()}

    with pytest.raises(PersonRefused) as refused, db.transaction() as session:
        create_person(session, NewPerson(**(good | facts)))

    assert set(refused.value.fields) == {field}
    assert published("person.changed") == []


def test_a_name_is_kept_with_the_one_middle_dot(unit_id: UUID) -> None:
    make_person(unit_id, name=" 买买提•艾力 ")

    assert published("person.changed")[0]["person_name"] == "买买提·艾力"


@pytest.mark.parametrize("held", EXCLUDING_EACH_OTHER)
@pytest.mark.parametrize("wanted", EXCLUDING_EACH_OTHER)
def test_system_security_and_audit_are_never_in_one_hand(unit_id: UUID, held: Role, wanted: Role) -> None:
    person = make_person(unit_id, held)
    elsewhere = make_unit()

    with pytest.raises(RolesExclude), db.transaction() as session:
        grant_role(session, person.id, wanted, elsewhere)
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.add(Grant(person_id=person.id, role=wanted, unit_id=elsewhere))


@pytest.mark.parametrize("held", EXCLUDING_EACH_OTHER)
def test_other_roles_go_with_an_administration(unit_id: UUID, held: Role) -> None:
    person = make_person(unit_id, held)

    for role in (Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN):
        with db.transaction() as session:
            grant_role(session, person.id, role, unit_id)

    with db.reading() as session:
        assert len(session.scalars(select(Grant)).all()) == 5


def test_roles_are_granted_only_to_people_and_for_units_that_exist(unit_id: UUID) -> None:
    person = make_person(unit_id)

    with pytest.raises(NotFound), db.transaction() as session:
        grant_role(session, uuid4(), Role.UNIT_ADMIN, unit_id)
    with pytest.raises(NotFound), db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_ADMIN, uuid4())


def test_two_roles_at_once_that_exclude_each_other_make_no_account(unit_id: UUID) -> None:
    grants = (GrantOf(Role.AUDITOR, unit_id), GrantOf(Role.SYSTEM_ADMIN, unit_id))

    with pytest.raises(RolesExclude), db.transaction() as session:
        create_person(session, NewPerson(name="张𬭎", unit_id=unit_id, id_number=new_id_number(), grants=grants))

    with db.reading() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_disabled_person_cannot_sign_in_until_enabled_again(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    for active, status in ((False, 401), (True, 201)):
        with db.transaction() as session:
            set_active(session, person.id, active=active)
        assert sign_in(client, person.account).status_code == status
