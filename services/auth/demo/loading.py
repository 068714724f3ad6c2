"""Loading the demo, as often as one likes: what is there already is left as it is."""

import hashlib
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.auth.demo.people import PEOPLE, DemoPerson, id_number_of
from services.auth.demo.units import UNITS
from services.auth.models import Person, Unit
from services.auth.operations.credentials import issue_first_password, set_password
from services.auth.operations.grants import GrantOf
from services.auth.operations.people import NewPerson, create_person, set_leave
from services.auth.operations.units import create_unit
from services.auth.queries import must_change_password
from shared.auth import Role

NAMESPACE = UUID("0b9d9a4e-52c1-4f0e-9a51-6f1f3a1f4d10")
FIRST_PASSWORD = "7K4M-9QXT-2HNE-W6RB"  # noqa: S105 - of the one demo account that must change it
SEX_CODES = {"男": "1", "女": "2"}
WORDS = (
    *("Willow", "Harbor", "Copper", "Meadow", "Lantern", "Juniper", "Granite", "Orchard"),
    *("Saffron", "Glacier", "Thistle", "Pavilion", "Cobalt", "Heron", "Bamboo", "Magnolia"),
)


def load(session: Session) -> dict[str, int]:
    """Enter what is missing and say how much that was."""
    missing_units = [unit for unit in UNITS if session.get(Unit, _id(unit.key)) is None]
    for unit in missing_units:
        superior_id = _id(unit.superior) if unit.superior else None
        facts = {"name": unit.name, "code": unit.code, "nature": unit.nature, "region": unit.region}
        create_unit(session, **facts, superior_id=superior_id, unit_id=_id(unit.key))
    numbered = [
        (number, person) for number, person in enumerate(PEOPLE) if session.get(Person, _person_id(number)) is None
    ]
    for number, person in numbered:
        _load_person(session, number, person)
    return {"units": len(missing_units), "people": len(numbered)}


def accounts(session: Session) -> list[dict[str, Any]]:
    """Who can sign in with what, as the demo was loaded; empty if it never was."""
    found = ((number, session.get(Person, _person_id(number))) for number in range(len(PEOPLE)))
    return [_account(session, number, person) for number, person in found if person]


def password_of(number: int) -> str:
    """A strong password of the demo's; everybody may know it, for the demo is all invented."""
    if PEOPLE[number].first_login:
        return FIRST_PASSWORD
    digest = hashlib.sha256(f"{NAMESPACE}{number}".encode()).digest()
    first, second = digest[0] % len(WORDS), digest[1] % (len(WORDS) - 1)
    words = [WORDS[first], [word for word in WORDS if word != WORDS[first]][second]]
    return "-".join([*words, f"{int.from_bytes(digest[2:4]) % 9000 + 1000}"])


def _load_person(session: Session, number: int, demo: DemoPerson) -> None:
    new = NewPerson(
        name=demo.name,
        unit_id=_id(demo.unit),
        id_number=id_number_of(number, demo),
        id_type=demo.id_type,
        grants=tuple(GrantOf(role, _id(demo.unit)) for role in demo.roles),
        person_id=_person_id(number),
    )
    person, _ = create_person(session, new)
    if demo.first_login:
        issue_first_password(session, person, FIRST_PASSWORD)
    else:
        set_password(session, person, password_of(number))
    if demo.on_leave:
        set_leave(session, person.id, on_leave=True)


def _account(session: Session, number: int, person: Person) -> dict[str, Any]:
    roles = sorted(PEOPLE[number].roles, key=lambda role: role == Role.PROFESSIONAL)
    return {
        "login": person.account,
        "password": password_of(number),
        "name": person.name,
        "id_type": person.id_type,
        "id_number": id_number_of(number, PEOPLE[number]),
        "sex": SEX_CODES[PEOPLE[number].sex],
        "born": PEOPLE[number].born.isoformat(),
        "role": roles[0].value,
        "roles": [role.value for role in roles],
        "unit": session.get_one(Unit, person.unit_id).name,
        "first_login": must_change_password(session, person.id),
        "totp_secret": None,
    }


def _person_id(number: int) -> UUID:
    return _id(f"person|{number}")


def _id(key: str) -> UUID:
    return uuid5(NAMESPACE, key)
