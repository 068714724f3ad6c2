"""The commands: the first administrator, the demo, the comparison."""

import json
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from stdnum.cn import uscc

from services.auth.cli import cli
from services.auth.demo.people import PEOPLE, id_number_of
from services.auth.demo.units import UNITS
from shared.auth import Role
from shared.catalogue.identity import birth_date_of, id_number_fault, name_fault, sex_of
from tests.auth.conftest import published, sign_in, token_of, units
from tests.conftest import database


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_first_administrator_gets_a_unit_and_a_password_for_one_use(client: FlaskClient) -> None:
    created = run("create-admin")

    signed_in = sign_in(client, created["login"], created["password"]).json
    person = token_of(client, signed_in["session"]).json["person"]

    assert signed_in["first_login"] is True
    assert [role["role"] for role in person["roles"]] == ["system_admin"]
    assert person["unit_name"] == "省级主管部门"


def test_a_second_administrator_joins_the_same_unit(client: FlaskClient) -> None:
    first, second = run("create-admin"), run("create-admin", "--name", "周启航", "--id-number", "13010419900306401X")

    assert first["login"] != second["login"]
    assert len(units()) == 1


def test_an_administrator_with_a_wrong_id_number_is_refused_in_words(client: FlaskClient) -> None:
    result = CliRunner().invoke(cli, ["create-admin", "--id-number", "1301"])

    assert result.exit_code == 1
    assert "身份证号码" in result.output
    assert units() == []


def test_every_demo_account_can_sign_in_and_one_must_change_its_password(client: FlaskClient) -> None:
    loaded = run("demo")
    accounts = run("demo-accounts")

    assert loaded == {"units": len(UNITS), "people": len(PEOPLE)}
    assert len(accounts) == len(PEOPLE)
    assert [account["first_login"] for account in accounts].count(True) == 1
    for account in accounts:
        answer = sign_in(client, account["login"], account["password"])
        assert answer.status_code == 201, account
        assert answer.json["first_login"] is account["first_login"]
    assert {account["role"] for account in accounts} == set(Role)


def test_loading_the_demo_again_changes_nothing(client: FlaskClient) -> None:
    run("demo")
    before, told = run("demo-accounts"), len(published("person.changed"))

    assert run("demo") == {"units": 0, "people": 0}
    assert run("demo-accounts") == before
    assert len(published("person.changed")) == told


def test_the_comparison_names_every_unit_and_person_with_its_version(client: FlaskClient, unit_id: UUID) -> None:
    run("create-admin")

    side = run("reconcile")

    assert {"id": str(unit_id), "version": 1, "closed": False, "merged_into_id": None} in side["units"]
    assert [{key: person[key] for key in ("version", "active")} for person in side["people"]] == [
        {"version": 1, "active": True}
    ]


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_the_demos_people_could_exist(number: int) -> None:
    person = PEOPLE[number]
    id_number = id_number_of(number, person)

    assert name_fault(person.name) == ""
    assert id_number_fault(id_number, person.id_type) == ""
    if person.id_type == "01":
        assert birth_date_of(id_number) == person.born
        assert sex_of(id_number) == {"男": "1", "女": "2"}[person.sex]


def test_the_demos_units_form_one_tree_and_each_has_somebody_to_review() -> None:
    keys = [unit.key for unit in UNITS]
    staffed = {person.unit for person in PEOPLE if Role.UNIT_REVIEWER in person.roles}
    administered = {person.unit for person in PEOPLE if Role.UNIT_ADMIN in person.roles}
    superiors = {unit.superior for unit in UNITS}
    leaves = {unit.key for unit in UNITS if unit.key not in superiors}

    assert all(uscc.is_valid(unit.code) for unit in UNITS)
    assert all(unit.superior is None or keys.index(unit.superior) < keys.index(unit.key) for unit in UNITS)
    assert staffed == administered == leaves


def test_a_command_whose_database_is_away_says_so_in_a_line(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database("auth").__dict__, "engine", create_engine("postgresql+psycopg://127.0.0.1:9/x"))

    result = CliRunner().invoke(cli, ["trace", "1"], catch_exceptions=False)

    assert result.exit_code == 1
    assert "数据库暂时无法访问" in result.output
    assert "Traceback" not in result.output
