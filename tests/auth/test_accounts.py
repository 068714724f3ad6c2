"""Deeds on accounts: by whom, in which state, and what everybody is told."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.auth.db import db
from services.auth.models import Credential, Person
from services.auth.operations.accounts import MOST_NUMBERS_AN_HOUR
from services.auth.operations.leave import keep_leaves
from services.auth.operations.people import set_active
from shared.auth import Role
from shared.beijing import today
from tests.apps import service_app
from tests.auth.account_deeds import DEEDS, WHY, Headers, at_once, deeds_of, do
from tests.auth.conftest import bearer, make_person, make_unit, published, sign_in, token_of

BUSINESS = {"disabling", "enabling", "leave-end", "id-number", "leave", "password-reset"}
ALLOWED = {
    Role.UNIT_ADMIN: BUSINESS | {"sessions-end"},
    Role.SUPERIOR_ADMIN: BUSINESS | {"sessions-end"},
    Role.SYSTEM_ADMIN: BUSINESS,
    Role.SECURITY_ADMIN: {"password-reset", "sessions-end"},
}
ONLY_ACTIVE = {"disabling", "password-reset", "leave"}
ONLY_DISABLED = {"enabling"}


@pytest.fixture
def admin(client: FlaskClient, unit_id: UUID) -> Headers:
    """The header of an administrator of the unit and all below it."""
    return bearer(client, make_person(unit_id, Role.SUPERIOR_ADMIN, name="郭振邦").account)


@pytest.mark.parametrize("role", [*Role])
def test_each_deed_is_for_its_roles_and_within_their_reach(client: FlaskClient, unit_id: UUID, role: Role) -> None:
    beside = make_unit(name="别的单位")
    asker = bearer(client, make_person(unit_id, role).account)
    person = make_person(unit_id, Role.UNIT_REVIEWER, password=None)
    colleague = make_person(unit_id, password=None)
    stranger = make_person(beside, password=None)
    everywhere = role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)

    for deed in DEEDS:
        allowed = deed in ALLOWED.get(role, set())
        with db.transaction() as session:
            for each in (person, colleague, stranger):
                set_active(session, each.id, active=deed != "enabling")
        # Of a reviewer's account only those get hold who stand above reviewers, which a system administrator does not.
        within = do(client, asker, colleague if deed == "password-reset" else person, deed).status_code
        assert within == (201 if allowed else 403), deed
        beyond = do(client, asker, stranger, deed).status_code
        assert beyond in ((201, 409) if allowed and everywhere else (403, 404)), deed


@pytest.mark.parametrize("active", [True, False], ids=("active", "disabled"))
def test_each_deed_fits_some_states_and_is_refused_in_words_in_others(
    client: FlaskClient, unit_id: UUID, admin: Headers, active: bool
) -> None:
    person = make_person(unit_id, Role.UNIT_REVIEWER, password=None)
    for deed in DEEDS:
        with db.transaction() as session:
            set_active(session, person.id, active=active)
        answer = do(client, admin, person, deed)
        refused = deed in (ONLY_DISABLED if active else ONLY_ACTIVE)
        assert answer.status_code == (409 if refused else 201), (deed, answer.json)
        assert not refused or answer.json["error"] in ("account_active", "account_disabled")


@pytest.mark.parametrize("deed", [*DEEDS])
def test_no_deed_is_done_without_a_reason_or_to_oneself(client: FlaskClient, unit_id: UUID, deed: str) -> None:
    me = make_person(unit_id, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
    asker = bearer(client, me.account)

    assert do(client, asker, me, deed).status_code == 403
    for reason in ("", "  ", "长" * 201):
        answer = do(client, asker, make_person(unit_id, password=None), deed, **{**DEEDS[deed], "reason": reason})
        assert (answer.status_code, [*answer.json["fields"].values()] != []) == (422, True)


def test_a_disabled_account_is_signed_out_and_its_owner_and_all_services_are_told(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    person = make_person(unit_id, Role.UNIT_REVIEWER)
    session_id = sign_in(client, person.account).json["session"]

    shown = do(client, admin, person, "disabling").json

    assert token_of(client, session_id).status_code == sign_in(client, person.account).status_code == 401
    assert (shown["active"], shown["deeds"][0]["reason"], shown["deeds"][0]["by_name"]) == (False, "本人申请", "郭振邦")
    assert published("person.changed")[-1]["active"] is published("staff.changed")[-1]["active"] is False
    (told,) = published("account.deed_done")
    assert (told["person_id"], told["deed"], told["reason"]) == (str(person.id), "disabled", "本人申请")
    assert do(client, admin, person, "enabling").json["active"] is True
    assert sign_in(client, person.account).status_code == 201
    assert deeds_of(person.id) == ["disabled", "enabled"]


def test_a_new_first_password_is_shown_once_and_the_old_one_is_gone(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    person = make_person(unit_id)
    sent = {"json": WHY, "headers": admin | {"Idempotency-Key": "reset-0001"}}

    first = client.post(f"/people/{person.id}/password-reset", **sent).json
    again = client.post(f"/people/{person.id}/password-reset", **sent).json

    assert sign_in(client, person.account).status_code == 401
    assert sign_in(client, person.account, first["first_password"]).json["first_login"] is True
    assert again["first_password"] is None
    assert deeds_of(person.id) == ["password_reset"]
    with db.reading() as session:
        credential = session.get_one(Credential, person.id)
        kept = (credential.first_password, credential.password_hash)
    assert first["first_password"].encode() not in kept


def test_nobody_resets_the_password_of_somebody_who_can_do_as_much(client: FlaskClient, unit_id: UUID) -> None:
    asker = bearer(client, make_person(unit_id, Role.UNIT_ADMIN).account)
    colleague = make_person(unit_id, Role.UNIT_ADMIN, password=None)

    assert do(client, asker, colleague, "password-reset").status_code == 403
    actions = client.get(f"/people/{colleague.id}", headers=asker).json["actions"]
    assert "reset_password" not in actions
    assert "administer_person" in actions


def test_a_lock_is_taken_away_and_only_a_lock(client: FlaskClient, unit_id: UUID, admin: Headers) -> None:
    person = make_person(unit_id)
    assert do(client, admin, person, "unlocking", **WHY).json["error"] == "not_locked"
    for _ in range(5):
        sign_in(client, person.account, "wrong")
    assert sign_in(client, person.account).status_code == 429
    assert client.get(f"/people/{person.id}", headers=admin).json["locked_until"]

    assert do(client, admin, person, "unlocking", **WHY).json["locked_until"] is None
    assert sign_in(client, person.account).status_code == 201


def test_all_sessions_of_a_person_end(client: FlaskClient, unit_id: UUID, admin: Headers) -> None:
    person = make_person(unit_id)
    sessions = [sign_in(client, person.account).json["session"] for _ in range(2)]
    assert client.get(f"/people/{person.id}", headers=admin).json["sessions"] == 2

    assert do(client, admin, person, "sessions-end").json["sessions"] == 0
    assert {token_of(client, session_id).status_code for session_id in sessions} == {401}


def test_a_transfer_needs_both_units_and_leaves_the_power_behind(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    one, other, beside = make_unit(unit_id, "甲单位"), make_unit(unit_id, "乙单位"), make_unit(name="别的单位")
    person = make_person(one, Role.PROFESSIONAL, Role.UNIT_REVIEWER, password=None)

    assert do(client, admin, person, "transfer", unit_id=str(beside), **WHY).status_code == 404
    assert do(client, admin, person, "transfer", unit_id=str(one), **WHY).json["error"] == "same_unit"
    shown = do(client, admin, person, "transfer", unit_id=str(other), **WHY).json

    assert (shown["unit_name"], [role["role"] for role in shown["roles"]]) == ("乙单位", ["professional"])
    assert published("person.changed")[-1]["unit_id"] == str(other)
    assert published("staff.changed")[-1]["grants"] == []
    told = published("account.deed_done")[-1]
    assert (told["deed"], told["unit_name"]) == ("transferred", "乙单位")
    assert deeds_of(person.id) == ["transferred"]


def test_a_leave_begins_and_ends_by_the_clock(client: FlaskClient, unit_id: UUID, admin: Headers) -> None:
    person, plain = make_person(unit_id, Role.UNIT_REVIEWER, password=None), make_person(unit_id, password=None)
    days = [today() + timedelta(days=number) for number in range(5)]
    body = {**WHY, "begins_on": str(days[1]), "ends_on": str(days[3])}

    assert do(client, admin, plain, "leave", **body).json["error"] == "not_reviewing"
    assert do(client, admin, person, "leave", **{**body, "ends_on": str(days[0])}).json["error"] == "leave_refused"
    assert do(client, admin, person, "leave", **body).json["on_leave"] is False
    away = []
    for day in days:
        with db.transaction() as session:
            keep_leaves(session, day)
        with db.reading() as session:
            away.append(session.get_one(Person, person.id).on_leave)

    assert away == [False, True, True, True, False]
    told = [message["on_leave"] for message in published("staff.changed") if message["person_id"] == str(person.id)]
    assert told == [False, True, False]


def test_a_leave_is_ended_early(client: FlaskClient, unit_id: UUID, admin: Headers) -> None:
    person = make_person(unit_id, Role.UNIT_REVIEWER, password=None)

    assert do(client, admin, person, "leave").json["on_leave"] is True
    ended = do(client, admin, person, "leave-end").json

    assert (ended["on_leave"], ended["leave_until"]) == (False, None)


def test_a_whole_number_is_shown_for_a_reason_noted_and_not_collected(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    person = make_person(unit_id, password=None)

    assert do(client, admin, person, "id-number").json == {"id_number": person.id_number}
    for _ in range(MOST_NUMBERS_AN_HOUR - 1):
        do(client, admin, person, "id-number")
    assert do(client, admin, person, "id-number").status_code == 429
    assert deeds_of(person.id) == ["number_shown"] * MOST_NUMBERS_AN_HOUR


def test_of_several_administrators_at_once_one_disables_and_the_others_are_told(unit_id: UUID, admin: Headers) -> None:
    person = make_person(unit_id, password=None)
    app = service_app("auth")

    answers = at_once(lambda _: do(app.test_client(), admin, person, "disabling").status_code)

    assert sorted(answers) == [201, 409, 409, 409]
    assert deeds_of(person.id) == ["disabled"]
