"""Codes of a phone beside the password: setting up, signing in, recovery codes, and what is demanded of staff."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from services.auth.db import db
from services.auth.models import SecondFactor
from services.auth.operations import second_factor
from shared.auth import Role
from shared.settings import settings
from tests.auth.account_deeds import do
from tests.auth.conftest import PASSWORD, Known, bearer, make_person, published, sign_in, token_of

NOW = 1_800_000_010
STEP = 30


@pytest.fixture(autouse=True)
def _time_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: NOW))


class Owner:
    """Somebody with a phone."""

    def __init__(self, client: FlaskClient, person: Known) -> None:
        self.client = client
        self.person = person
        self.session: str = sign_in(client, person.account).json["session"]
        self.phone = pyotp.TOTP("A" * 32)
        self.recovery_codes: list[str] = []

    def ask(self, method: str, path: str, **options: Any) -> Any:
        token = token_of(self.client, self.session).json["token"]
        return self.client.open(path, method=method, headers={"Authorization": f"Bearer {token}"}, **options)

    def set_up(self) -> None:
        uri = self.ask("POST", "/me/second-factor/setup").json["uri"]
        self.phone = pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0])
        answer = self.ask("PUT", "/me/second-factor", json={"code": self.code(-1)}).json
        self.session, self.recovery_codes = answer["session"], answer["recovery_codes"]

    def code(self, steps: int = 0) -> str:
        """What the phone shows, so many steps before or after now."""
        return self.phone.at(NOW + steps * STEP)

    def sign_in(self, code: str) -> Any:
        half = sign_in(self.client, self.person.account).json
        assert half["code_needed"]
        return self.client.post("/sessions/code", json={"session": half["session"], "code": code})


@pytest.fixture
def owner(client: FlaskClient, unit_id: UUID) -> Owner:
    return Owner(client, make_person(unit_id))


def test_signing_in_then_takes_the_password_and_a_code_of_now(owner: Owner) -> None:
    owner.set_up()

    answer = owner.sign_in(owner.code())

    assert token_of(owner.client, answer.json["session"]).json["person"]["second_factor"] == "set"


def test_a_half_signed_in_session_opens_nothing_and_its_id_is_not_kept(owner: Owner) -> None:
    owner.set_up()
    half = sign_in(owner.client, owner.person.account).json["session"]
    assert token_of(owner.client, half).json["error"] == "code_needed"

    whole = owner.client.post("/sessions/code", json={"session": half, "code": owner.code()}).json["session"]

    assert token_of(owner.client, half).json["error"] == "session_ended"
    assert token_of(owner.client, whole).status_code == 200


def test_a_seed_counts_only_when_the_phone_has_shown_that_it_knows_it(owner: Owner) -> None:
    owner.ask("POST", "/me/second-factor/setup")

    wrong = owner.ask("PUT", "/me/second-factor", json={"code": "000000"})

    assert wrong.json["error"] == "code_wrong"
    assert sign_in(owner.client, owner.person.account).json["code_needed"] is False


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_clocks_may_differ_by_one_step(owner: Owner, steps: int, status: int) -> None:
    owner.set_up()
    with db.transaction() as session:
        session.execute(update(SecondFactor).values(last_step=0))

    assert owner.sign_in(owner.code(steps)).status_code == status


def test_a_code_opens_once_and_none_before_it_afterwards(owner: Owner) -> None:
    owner.set_up()
    assert owner.sign_in(owner.code()).status_code == 200

    assert [owner.sign_in(owner.code(steps)).status_code for steps in (-1, 0)] == [401, 401]
    assert owner.sign_in(f" {owner.code(1)[:3]} {owner.code(1)[3:]} ").status_code == 200


def test_a_recovery_code_opens_once_however_it_is_typed(owner: Owner) -> None:
    owner.set_up()
    code = owner.recovery_codes[0]
    assert len(set(owner.recovery_codes)) == 10

    assert owner.sign_in(code.lower().replace("-", " ")).status_code == 200
    assert owner.sign_in(code).status_code == 401
    assert owner.ask("GET", "/me/second-factor").json["recovery_codes_left"] == 9


def test_new_recovery_codes_void_the_old_ones(owner: Owner) -> None:
    owner.set_up()

    new = owner.ask("POST", "/me/second-factor/recovery-codes").json["recovery_codes"]

    assert owner.sign_in(owner.recovery_codes[1]).status_code == 401
    assert owner.sign_in(new[0]).status_code == 200


def test_wrong_codes_lock_and_the_password_alone_does_not_start_the_count_anew(owner: Owner) -> None:
    owner.set_up()
    assert [owner.sign_in("000000").status_code for _ in range(5)] == [401] * 5

    assert sign_in(owner.client, owner.person.account).json["error"] == "sign_in_locked"


def test_a_confirmation_takes_the_code_too(owner: Owner) -> None:
    owner.set_up()

    without = owner.ask("PUT", "/me/confirmation", json={"password": PASSWORD})
    with_code = owner.ask("PUT", "/me/confirmation", json={"password": PASSWORD, "code": owner.code()})

    assert list(without.json["fields"]) == ["code"]
    assert with_code.status_code == 200


def test_setting_up_ends_all_other_sessions_and_renews_this_one(owner: Owner) -> None:
    other, before = sign_in(owner.client, owner.person.account).json["session"], owner.session

    owner.set_up()

    assert [token_of(owner.client, one).status_code for one in (other, before, owner.session)] == [401, 401, 200]


@pytest.mark.parametrize("deed", [("POST", "/me/second-factor/setup"), ("DELETE", "/me/second-factor")], ids=" ".join)
def test_changing_it_needs_a_recent_proof(owner: Owner, deed: tuple[str, str]) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE sign_in_session SET confirmed_at = confirmed_at - interval '11 minutes'"))

    assert owner.ask(*deed).json["error"] == "confirmation_needed"


def test_the_seed_lies_encrypted(owner: Owner) -> None:
    owner.set_up()

    with db.reading() as session:
        stored = session.scalars(text("SELECT seed FROM second_factor")).one()
    assert stored.startswith("v1.data-auth")
    assert owner.phone.secret not in stored


def test_who_gives_it_up_signs_in_by_password_again(owner: Owner) -> None:
    owner.set_up()

    assert owner.ask("DELETE", "/me/second-factor").status_code == 204
    assert sign_in(owner.client, owner.person.account).json["code_needed"] is False


def test_a_reset_by_an_administrator_takes_it_away_and_ends_all_sessions(owner: Owner) -> None:
    owner.set_up()

    admin = bearer(owner.client, make_person(owner.person.unit_id, Role.UNIT_ADMIN, name="郭振邦").account)
    assert owner.client.get(f"/people/{owner.person.id}", headers=admin).json["second_factor"] is True

    shown = do(owner.client, admin, owner.person, "second-factor-reset", reason="手机丢失").json

    assert (shown["second_factor"], shown["deeds"][0]["deed"]) == (False, "second_factor_reset")
    assert published("account.deed_done")[-1]["deed"] == "second_factor_reset"
    assert token_of(owner.client, owner.session).status_code == 401
    assert sign_in(owner.client, owner.person.account).json["code_needed"] is False
    again = do(owner.client, admin, owner.person, "second-factor-reset", reason="再次")
    assert again.json["error"] == "no_second_factor"


def test_nobody_resets_the_codes_of_somebody_who_can_do_as_much(client: FlaskClient, unit_id: UUID) -> None:
    asker = bearer(client, make_person(unit_id, Role.UNIT_ADMIN).account)
    colleague = make_person(unit_id, Role.UNIT_ADMIN, password=None)

    assert do(client, asker, colleague, "second-factor-reset", reason="手机丢失").status_code == 403


def test_staff_of_whom_it_is_demanded_get_nowhere_else_until_it_is_set_up(
    client: FlaskClient, unit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "staff_second_factor", "required")
    admin = Owner(client, make_person(unit_id, Role.UNIT_ADMIN))
    assert admin.ask("GET", "/me").json["error"] == "second_factor_missing"

    admin.set_up()

    assert admin.ask("GET", "/me").status_code == 200
    assert admin.ask("DELETE", "/me/second-factor").json["error"] == "second_factor_required"
    assert Owner(client, make_person(unit_id)).ask("GET", "/me").status_code == 200


def test_where_it_is_off_staff_cannot_set_it_up_and_professionals_can(client: FlaskClient, unit_id: UUID) -> None:
    admin = Owner(client, make_person(unit_id, Role.UNIT_ADMIN))

    assert admin.ask("POST", "/me/second-factor/setup").json["error"] == "second_factor_not_offered"
    assert Owner(client, make_person(unit_id)).ask("POST", "/me/second-factor/setup").status_code == 201
