"""An approved correction: applied whole, once, and told to everybody; or nothing of it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.auth.db import db
from services.auth.models import Person, Unit
from services.auth.operations.corrections import apply_correction
from services.auth.operations.grants import GrantOf, grant_role
from services.auth.queries import grants_of
from shared.auth import Role
from shared.crypto import decrypt, encrypt
from shared.messaging.corrections import CorrectionApproved
from tests.auth.conftest import Known, make_person, make_unit, new_id_number, published, sign_in

STAFF = [role for role in Role if role is not Role.PROFESSIONAL]


def identity(
    person: Known, *, name: str = "章𬭎", number: str | None = None, id_type: str = "01"
) -> CorrectionApproved:
    correction_id = uuid4()
    place = f"correction.approved|{correction_id}"
    return CorrectionApproved(
        version=2,
        correction_id=correction_id,
        person_id=person.id,
        person_name=name,
        id_type=id_type,
        id_number=encrypt(number or person.id_number, key="id-number", place=place),
    )


def transfer(person: Known, unit_id: UUID, *, from_unit_id: UUID | None = None) -> CorrectionApproved:
    origin = from_unit_id or person.unit_id
    return CorrectionApproved(
        version=2, correction_id=uuid4(), person_id=person.id, from_unit_id=origin, unit_id=unit_id
    )


def apply(approved: CorrectionApproved) -> str | None:
    with db.transaction() as session:
        return apply_correction(session, approved).obstacle


def stored(person: Known) -> Person:
    with db.reading() as session:
        return session.get_one(Person, person.id)


def roles_of(person: Known) -> set[tuple[Role, UUID]]:
    with db.reading() as session:
        return {(grant.role, grant.unit_id) for grant in grants_of(session, person.id)}


def answers() -> list[dict[str, Any]]:
    return published("correction.applied")


def test_the_right_name_and_number_are_told_to_all_and_open_the_door(client: FlaskClient, unit_id: UUID) -> None:
    person, number = make_person(unit_id), new_id_number()

    assert apply(identity(person, name=" 章𬭎 ", number=number)) is None

    told = published("person.changed")[-1]
    assert (told["person_name"], told["version"]) == ("章𬭎", 2)
    assert decrypt(told["id_number"], place=f"person.changed|{person.id}") == number
    assert (answers()[-1]["outcome"], answers()[-1]["person_version"]) == ("approved", 2)
    assert sign_in(client, number).status_code == sign_in(client, person.account).status_code == 201
    assert sign_in(client, person.id_number).status_code == 401


def test_a_number_of_another_person_is_refused_and_nothing_is_half_applied(unit_id: UUID) -> None:
    person, other = make_person(unit_id, name="张𬭎"), make_person(unit_id)

    obstacle = apply(identity(person, name="章𬭎", number=other.id_number.lower()))

    assert "属于另一个账号" in str(obstacle)
    assert (stored(person).name, stored(person).version) == ("张𬭎", 1)
    assert (answers()[-1]["outcome"], answers()[-1]["obstacle"]) == ("conflict", obstacle)
    assert len(published("person.changed")) == 2


@pytest.mark.parametrize("facts", [{"name": "章 𬭎"}, {"number": "13010419700101"}, {"id_type": "02", "number": "#"}])
def test_what_no_document_says_is_refused(unit_id: UUID, facts: dict[str, str]) -> None:
    person = make_person(unit_id, name="张𬭎")

    assert apply(identity(person, **facts))
    assert (stored(person).name, stored(person).version) == ("张𬭎", 1)


def test_of_two_people_who_get_one_number_at_once_one_gets_it(unit_id: UUID) -> None:
    people, number = [make_person(unit_id), make_person(unit_id)], new_id_number()
    corrections = [identity(person, number=number) for person in people]

    def delivered(approved: CorrectionApproved) -> str | None:
        try:
            return apply(approved)
        except IntegrityError:  # the message comes again
            return apply(approved)

    with ThreadPoolExecutor(2) as pool:
        obstacles = list(pool.map(delivered, corrections))

    assert obstacles.count(None) == 1
    assert [stored(person).version for person in people].count(2) == 1


@pytest.mark.parametrize("asked", [identity, lambda person: transfer(person, make_unit(name="晨报社"))])
def test_a_correction_that_arrives_twice_is_applied_once_and_answered_alike(unit_id: UUID, asked: Any) -> None:
    person = make_person(unit_id)
    approved = asked(person)

    apply(approved)
    with db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_REVIEWER, unit_id)  # something newer has happened meanwhile
    apply(approved)

    assert stored(person).version == 3
    assert answers()[0] == answers()[1]
    assert len(published("person.changed")) == 3


def test_corrections_of_a_kind_each_may_come_in_any_order(unit_id: UUID) -> None:
    new_unit = make_unit(name="晨报社")
    first, second = make_person(unit_id), make_person(unit_id)

    for person, order in ((first, 1), (second, -1)):
        for approved in (identity(person), transfer(person, new_unit))[::order]:
            assert apply(approved) is None

    for person in (first, second):
        assert (stored(person).name, stored(person).unit_id, stored(person).version) == ("章𬭎", new_unit, 3)


@pytest.mark.parametrize("role", STAFF)
def test_who_moves_stays_a_professional_and_loses_every_role_for_the_unit_left(unit_id: UUID, role: Role) -> None:
    elsewhere, new_unit = make_unit(name="县医院"), make_unit(name="晨报社")
    person = make_person(unit_id, Role.PROFESSIONAL, role)
    with db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_REVIEWER, elsewhere)

    assert apply(transfer(person, new_unit)) is None

    assert stored(person).unit_id == new_unit
    assert roles_of(person) == {GrantOf(Role.PROFESSIONAL, new_unit), GrantOf(Role.UNIT_REVIEWER, elsewhere)}
    assert published("staff.changed")[-1]["grants"] == [{"role": "unit_reviewer", "unit_id": str(elsewhere)}]


def test_others_hear_that_the_last_role_has_ended(unit_id: UUID) -> None:
    person = make_person(unit_id, Role.PROFESSIONAL, Role.UNIT_ADMIN)

    apply(transfer(person, make_unit(name="晨报社")))

    told = published("staff.changed")[-1]
    assert (told["version"], told["grants"]) == (2, [])


@pytest.mark.parametrize("hindrance", ["closed", "unknown", "moved"])
def test_a_move_that_no_longer_fits_changes_nothing(unit_id: UUID, hindrance: str) -> None:
    person, new_unit = make_person(unit_id), make_unit(name="晨报社")
    approved = transfer(person, new_unit)
    if hindrance == "closed":
        with db.transaction() as session:
            session.execute(update(Unit).where(Unit.id == new_unit).values(closed=True))
    if hindrance == "unknown":
        approved = transfer(person, uuid4())
    if hindrance == "moved":
        approved = transfer(person, new_unit, from_unit_id=new_unit)

    assert apply(approved)
    assert (stored(person).unit_id, stored(person).version) == (unit_id, 1)
    assert answers()[-1]["outcome"] == "conflict"
