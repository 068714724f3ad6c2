"""Two accounts of one person become one: at once, or by two administrators where power or the ID number follows."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.auth.db import db
from services.auth.models import AccountMerger, MergerStatus, Person
from services.auth.operations import account_mergers
from services.auth.operations.grants import grant_role
from services.auth.operations.people import set_active
from services.auth.queries import actor
from shared.auth import Role
from shared.workflow import TransitionNotAllowed, history_of
from tests.auth.account_deeds import at_once, deeds_of
from tests.auth.conftest import Known, bearer, make_person, published, sign_in
from tests.auth.test_corrections import apply, identity, roles_of, stored
from tests.auth.units import Tree, header, post

REASON = {"reason": "证件号码录错，重复建号"}


@pytest.fixture
def tree(client: FlaskClient) -> Tree:
    return Tree()


@pytest.fixture
def pair(tree: Tree) -> tuple[Known, Known]:
    """The account that stays and the one that goes, of professionals of two units."""
    return make_person(tree.school), make_person(tree.hospital)


def merge(client: FlaskClient, who: dict[str, str], stays: Known, goes: Known, **facts: Any) -> Any:
    return post(client, "/account-mergers", who, {**REASON, "stays_id": str(stays.id), "goes_id": str(goes.id)} | facts)


def answer(client: FlaskClient, who: dict[str, str], merger: Any, deed: str, **body: Any) -> Any:
    return post(client, f"/account-mergers/{merger.json['id']}/{deed}", who, body or None)


def with_power(tree: Tree, goes: Known) -> None:
    with db.transaction() as session:
        grant_role(session, goes.id, Role.UNIT_REVIEWER, tree.hospital)


def test_a_professionals_account_goes_into_the_other_at_once(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    signed_in = bearer(client, goes.account)
    session_id = sign_in(client, goes.account).json["session"]

    done = merge(client, tree["system"], stays, goes)

    assert (done.status_code, done.json["status"], done.json["decided_by"]) == (201, "done", None)
    assert [sign_in(client, login).status_code for login in (goes.account, goes.id_number)] == [401, 401]
    assert post(client, "/sessions/token", signed_in, {"session": session_id}).status_code == 401
    assert sign_in(client, stays.account).status_code == 201
    assert (roles_of(goes), roles_of(stays)) == (set(), {(Role.PROFESSIONAL, tree.school)})
    assert (deeds_of(goes.id), deeds_of(stays.id)) == (["merged"], ["took_in"])
    told = {each["person_id"]: each for each in published("person.changed")}
    assert (told[str(goes.id)]["merged_into"], told[str(goes.id)]["active"]) == (str(stays.id), False)
    assert told[str(stays.id)]["merged_into"] is None
    shown = client.get(f"/people/{goes.id}", headers=tree["system"]).json
    assert (shown["merged_into"]["account"], shown["actions"]) == (stays.account, [])
    (line,) = client.get(f"/people?q={goes.account}", headers=tree["system"]).json["items"]
    assert line["merged_into"]["id"] == str(stays.id)


def test_nothing_is_done_to_a_merged_account_and_its_number_is_free(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    merge(client, tree["system"], stays, goes)

    refused = post(client, f"/people/{goes.id}/enabling", tree["unit"], REASON)

    assert (refused.status_code, refused.json["error"]) == (409, "account_merged")
    assert stays.account in refused.json["detail"]
    assert apply(identity(goes)) == "您的账号已并入另一个账号，请用保留的账号重新申请"
    assert make_person(tree.school, id_number=goes.id_number).id != goes.id


def test_power_follows_when_a_security_administrator_confirms_it(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    with_power(tree, goes)
    asked = merge(client, tree["system"], stays, goes)
    (waiting,) = published("account_merger.changed")
    assert (asked.json["status"], waiting["recipients"]) == ("pending", [str(tree.admins["security"].id)])
    assert sign_in(client, goes.account).status_code == 201

    assert answer(client, tree["system"], asked, "confirmation").status_code == 403
    confirmed = answer(client, tree["security"], asked, "confirmation")

    assert (confirmed.json["status"], confirmed.json["decided_by"]) == ("done", "张𬭎")
    assert roles_of(stays) == {(Role.PROFESSIONAL, tree.school), (Role.UNIT_REVIEWER, tree.hospital)}
    staff = [each for each in published("staff.changed") if each["person_id"] in (str(stays.id), str(goes.id))]
    assert {each["person_id"]: len(each["grants"]) for each in staff[-2:]} == {str(goes.id): 0, str(stays.id): 1}
    assert answer(client, tree["security"], asked, "confirmation").json["error"] == "transition_not_allowed"


def test_the_right_number_is_taken_over_only_by_two(client: FlaskClient, tree: Tree, pair: tuple[Known, Known]) -> None:
    stays, goes = pair
    asked = merge(client, tree["system"], stays, goes, takes_number=True)
    assert asked.json["status"] == "pending"

    answer(client, tree["security"], asked, "confirmation")

    assert sign_in(client, goes.id_number).status_code == 201
    assert sign_in(client, stays.id_number).status_code == 401
    assert stored(stays).id_type == "01"


def test_without_a_security_administrator_a_second_system_administrator_confirms(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    second = make_person(tree.province, Role.SYSTEM_ADMIN)
    with db.transaction() as session:
        set_active(session, tree.admins["security"].id, active=False)
    asked = merge(client, tree["system"], stays, goes, takes_number=True)

    own = answer(client, tree["system"], asked, "confirmation")
    other = answer(client, header(second), asked, "confirmation")

    assert (own.json["error"], other.json["status"]) == ("second_administrator_needed", "done")
    with db.transaction() as session:
        set_active(session, second.id, active=False)
    third = make_person(tree.school)
    alone = merge(client, tree["system"], stays, third, takes_number=True)
    with db.reading() as session:
        (move,) = history_of(session, AccountMerger.KIND, alone.json["id"])
    assert (alone.json["status"], move.reason) == ("done", "没有其他管理员可以确认，立即生效")


def test_what_stands_against_a_merger_is_said_with_a_remedy(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    disabled, gone = make_person(tree.school), make_person(tree.school)
    with db.transaction() as session:
        set_active(session, disabled.id, active=False)
    merge(client, tree["system"], stays, gone)
    system = tree["system"]
    said = {
        "itself": merge(client, system, stays, stays),
        "own": merge(client, system, stays, tree.admins["system"]),
        "kept disabled": merge(client, system, disabled, goes),
        "merged": merge(client, system, gone, goes),
        "again": merge(client, system, stays, gone),
        "auditor": merge(client, system, stays, tree.admins["auditor"]),
    }

    assert {name: each.json["error"] for name, each in said.items()} == {
        "itself": "account_merger_of_itself",
        "own": "account_merger_of_own",
        "kept disabled": "account_merger_kept_disabled",
        "merged": "account_merged",
        "again": "account_merged",
        "auditor": "account_merger_system_role",
    }
    assert merge(client, system, stays, disabled).json["status"] == "done"
    with_power(tree, goes)
    merge(client, system, stays, goes)
    assert merge(client, system, stays, goes).json["error"] == "account_merger_pending"


def test_it_can_be_refused_with_a_reason_and_taken_back(
    client: FlaskClient, tree: Tree, pair: tuple[Known, Known]
) -> None:
    stays, goes = pair
    first = merge(client, tree["system"], stays, goes, takes_number=True)
    refused = answer(client, tree["security"], first, "rejection", reason="不是同一人")
    second = merge(client, tree["system"], stays, goes, takes_number=True)
    withdrawn = answer(client, tree["system"], second, "withdrawal")

    assert (refused.json["status"], refused.json["answer"], withdrawn.json["status"]) == (
        "rejected",
        "不是同一人",
        "withdrawn",
    )
    assert [each["status"] for each in published("account_merger.changed")] == [
        *("pending", "rejected"),
        *("pending", "withdrawn"),
    ]
    listed = client.get("/account-mergers?limit=1", headers=tree["security"]).json
    assert [each["id"] for each in listed["items"]] == [second.json["id"]]
    rest = client.get(f"/account-mergers?cursor={listed['next']}", headers=tree["security"]).json
    assert [each["id"] for each in rest["items"]] == [first.json["id"]]
    assert client.get("/account-mergers?pending=true", headers=tree["security"]).json["items"] == []
    shown = client.get(f"/account-mergers/{first.json['id']}", headers=tree["security"]).json
    assert (shown["id"], shown["answer"]) == (first.json["id"], "不是同一人")


@pytest.mark.parametrize("status", MergerStatus)
def test_only_what_waits_is_answered(client: FlaskClient, tree: Tree, status: MergerStatus) -> None:
    stays, goes = make_person(tree.school, password=None), make_person(tree.school, password=None)
    merger_id = uuid4()
    with db.transaction() as session:
        asking = actor(session, session.get_one(Person, tree.admins["system"].id))
        wish = account_mergers.MergerWish(goes_id=goes.id, stays_id=stays.id, takes_number=True, reason="重复")
        account_mergers.ask_for_merger(session, asking, wish, merger_id)
    security = actor_of(tree, "security")
    ways = {
        MergerStatus.DONE: lambda session: account_mergers.confirm(session, security, merger_id),
        MergerStatus.REJECTED: lambda session: account_mergers.reject(session, security, merger_id, "不是"),
        MergerStatus.WITHDRAWN: lambda session: account_mergers.withdraw(session, actor_of(tree, "system"), merger_id),
    }
    if status in ways:
        with db.transaction() as session:
            ways[status](session)
        for way in ways.values():
            with pytest.raises(TransitionNotAllowed), db.transaction() as session:
                way(session)
    with db.reading() as session:
        assert session.get_one(AccountMerger, merger_id).status is status


def actor_of(tree: Tree, who: str) -> Any:
    with db.reading() as session:
        return actor(session, session.get_one(Person, tree.admins[who].id))


def test_of_many_at_once_one_merges(client: FlaskClient, tree: Tree, pair: tuple[Known, Known]) -> None:
    stays, goes = pair
    ways = [(stays, goes), (goes, stays)]

    said = at_once(lambda nth: merge(client, tree["system"], *ways[nth % 2]))

    assert sorted(each.status_code for each in said) == [201, 409, 409, 409]
    assert {each.json["error"] for each in said if each.status_code == 409} == {"account_merged"}
    third = make_person(tree.school)
    asked = merge(client, tree["system"], third, next(one for one in pair if stored(one).active), takes_number=True)
    confirmed = at_once(lambda _: answer(client, tree["security"], asked, "confirmation"))
    assert sorted(each.status_code for each in confirmed) == [201, 409, 409, 409]
    with db.reading() as session:
        assert len(session.scalars(select(AccountMerger.id).where(AccountMerger.status == "done")).all()) == 2


def test_a_double_click_is_one_merger(client: FlaskClient, tree: Tree, pair: tuple[Known, Known]) -> None:
    once = tree["system"] | {"Idempotency-Key": "sent-once-0001"}

    said = [merge(client, once, *pair) for _ in range(2)]

    assert [each.status_code for each in said] == [201, 201]
    assert said[0].json["id"] == said[1].json["id"]
