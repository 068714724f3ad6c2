"""Units are entered, changed, moved and closed by those above them; nothing of the tree can go wrong by it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from services.auth.db import db
from services.auth.models import UnitEvent
from services.auth.models.unit_names import normalised_unit_name
from services.auth.operations.people import PersonRefused
from tests.apps import service_app
from tests.auth.conftest import make_person, make_unit, published
from tests.auth.units import REASON, Tree, deed, new_facts, post, seen, unit_of

ROLES = ("professional", "reviewer", "unit", "city", "other city", "province", "system", "security", "auditor")
SUPERIORS = {"city", "province", "system"}
REFUSED = (403, 404)

Headers = dict[str, str]


@pytest.fixture
def tree(client: FlaskClient) -> Tree:
    return Tree()


def facts_body(unit_id: UUID, **facts: Any) -> dict[str, Any]:
    unit = unit_of(unit_id)
    return {name: getattr(unit, name) for name in ("name", "code", "nature", "region")} | facts


def add(client: FlaskClient, tree: Tree, who: Headers, under: UUID | None) -> Any:
    return post(client, "/units", who, new_facts(superior_id=under and str(under)))


def change(client: FlaskClient, _: Tree, who: Headers, unit_id: UUID) -> Any:
    return client.put(f"/units/{unit_id}", json=facts_body(unit_id, name="改名医院"), headers=who)


def contact(client: FlaskClient, _: Tree, who: Headers, unit_id: UUID) -> Any:
    body = {"phone": "0311-88880000", "address": "长安区"}
    return client.put(f"/units/{unit_id}/contact", json=body, headers=who)


def ask(client: FlaskClient, _: Tree, who: Headers, unit_id: UUID) -> Any:
    return post(client, f"/units/{unit_id}/requests", who, facts_body(unit_id, name="改名医院") | REASON)


def move(client: FlaskClient, tree: Tree, who: Headers, unit_id: UUID) -> Any:
    return post(client, f"/units/{unit_id}/move", who, {"superior_id": str(tree.school), **REASON})


def merge(client: FlaskClient, tree: Tree, who: Headers, unit_id: UUID) -> Any:
    return post(client, f"/units/{unit_id}/mergers", who, {"into_id": str(tree.school), **REASON})


def close(client: FlaskClient, _: Tree, who: Headers, unit_id: UUID) -> Any:
    return post(client, f"/units/{unit_id}/closing", who, REASON)


WHO_MAY = {
    add: SUPERIORS,
    change: SUPERIORS,
    contact: SUPERIORS | {"unit"},
    ask: SUPERIORS | {"unit"},
    move: SUPERIORS,
    merge: SUPERIORS,
}
OF_ONE_UNIT = pytest.mark.parametrize("act", [change, contact, ask, move, merge, close], ids=lambda act: act.__name__)


@pytest.mark.parametrize("act", WHO_MAY, ids=lambda act: act.__name__)
def test_who_may_do_what_to_a_unit(client: FlaskClient, tree: Tree, act: Any) -> None:
    for who in ROLES:
        answer = act(client, tree, tree[who] | seen(tree.hospital), tree.hospital)
        done = answer.status_code not in REFUSED
        assert done is (who in WHO_MAY[act]), (who, answer.json)


def test_only_who_is_above_closes_an_empty_unit(client: FlaskClient, tree: Tree) -> None:
    for who in ROLES:
        empty = make_unit(tree.hospital)
        answer = close(client, tree, tree[who] | seen(empty), empty)
        assert (answer.status_code == 201) is (who in SUPERIORS), who
        assert unit_of(empty).closed is (who in SUPERIORS), who


@OF_ONE_UNIT
def test_nothing_is_done_to_a_closed_unit(client: FlaskClient, tree: Tree, act: Any) -> None:
    close(client, tree, tree["city"] | seen(tree.department), tree.department)

    answer = act(client, tree, tree["city"] | seen(tree.department), tree.department)

    assert (answer.status_code, answer.json["error"]) == (409, "unit_closed")


@OF_ONE_UNIT
def test_what_was_changed_meanwhile_is_not_overwritten(client: FlaskClient, tree: Tree, act: Any) -> None:
    contact(client, tree, tree["city"] | seen(tree.department), tree.department)
    now = unit_of(tree.department).version

    assert act(client, tree, tree["city"] | seen(tree.department, 1), tree.department).status_code == 412
    assert act(client, tree, tree["city"], tree.department).status_code == 428
    assert unit_of(tree.department).version == now


def test_top_units_are_the_system_administrators_to_enter(client: FlaskClient, tree: Tree) -> None:
    assert add(client, tree, tree["province"], None).status_code == 403
    assert add(client, tree, tree["system"], None).status_code == 201


def test_the_same_key_enters_one_unit_however_often_it_is_sent(client: FlaskClient, tree: Tree) -> None:
    body = new_facts(superior_id=str(tree.city))
    headers = tree["city"] | {"Idempotency-Key": "once-and-again"}

    answers = [client.post("/units", json=body, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]
    assert [message["unit_name"] for message in published("unit.changed")].count(body["name"]) == 1


@pytest.mark.parametrize(
    "typed", [" 第一 医院", "第一医院\u3000", "第一\u200b医院", "第一\t医院 ", "第一 医 院"], ids=ascii
)
def test_a_stray_space_does_not_make_one_unit_two(client: FlaskClient, tree: Tree, typed: str) -> None:
    answer = post(client, "/units", tree["city"], new_facts(name=typed, superior_id=str(tree.city)))

    assert answer.status_code == 422
    assert "第一医院" in answer.json["fields"]["name"][0]


def test_one_name_has_one_spelling() -> None:
    assert normalised_unit_name(" 河北 大学(附属） 医院 ") == "河北大学（附属）医院"
    assert normalised_unit_name("ＧＥ  Healthcare  医疗") == "GE Healthcare医疗"


@pytest.mark.parametrize("wrong", ["name", "code", "nature", "region", "phone", "address"])
def test_each_wrong_fact_is_told_at_its_field(client: FlaskClient, tree: Tree, wrong: str) -> None:
    typed = {"code": "12130104000000001A", "nature": "77", "region": "999999", "phone": "x", "address": "长" * 201}
    facts = {"name": "长" * 101} | typed

    answer = post(client, "/units", tree["city"], new_facts(superior_id=str(tree.city)) | {wrong: facts[wrong]})

    assert (answer.status_code, set(answer.json["fields"])) == (422, {wrong})


def test_a_name_that_stands_elsewhere_has_to_be_confirmed(client: FlaskClient, tree: Tree) -> None:
    body = new_facts(name="第一医院", superior_id=str(tree.other_city))

    warned = post(client, "/units", tree["province"], body)
    entered = post(client, "/units", tree["province"], body | {"same_name": True})

    assert (warned.status_code, warned.json["error"]) == (409, "same_name_elsewhere")
    assert entered.status_code == 201


def test_two_who_enter_the_same_unit_at_once_enter_one(client: FlaskClient, tree: Tree) -> None:
    body = new_facts(superior_id=str(tree.city))
    with ThreadPoolExecutor(2) as two:
        codes = [each.status_code for each in two.map(lambda _: _fresh(tree, "/units", body), range(2))]

    assert sorted(codes) == [201, 422]


def _fresh(tree: Tree, path: str, body: dict[str, Any], **headers: str) -> Any:
    return service_app("auth").test_client().post(path, json=body, headers=tree["province"] | headers)


def test_a_unit_moves_with_all_below_it(client: FlaskClient, tree: Tree) -> None:
    answer = deed(client, tree.hospital, "move", tree["province"], superior_id=str(tree.other_city))

    assert answer.status_code == 201
    assert [above["name"] for above in answer.json["line"]] == ["省职称办", "乙市职称办"]
    below = client.get(f"/units/{tree.hospital}/below", headers=tree["other city"]).json["items"]
    assert [unit["name"] for unit in below] == ["第一医院分院"]
    assert client.get(f"/units/{tree.hospital}", headers=tree["city"]).status_code == 404
    assert published("unit.changed")[-1]["superior_id"] == str(tree.other_city)


def test_nobody_moves_a_unit_out_of_or_into_what_they_do_not_reach(client: FlaskClient, tree: Tree) -> None:
    out = deed(client, tree.hospital, "move", tree["city"], superior_id=str(tree.other_city))
    into = deed(client, tree.hospital, "move", tree["other city"], superior_id=str(tree.other_city))

    assert (out.status_code, into.status_code) == (404, 404)


@pytest.mark.parametrize("under", ["hospital", "department"])
def test_a_unit_is_never_below_itself(client: FlaskClient, tree: Tree, under: str) -> None:
    answer = deed(client, tree.hospital, "move", tree["city"], superior_id=str(getattr(tree, under)))

    assert (answer.status_code, answer.json["error"]) == (409, "unit_circle")


def test_two_moves_at_once_that_would_make_a_circle_together_do_not(client: FlaskClient, tree: Tree) -> None:
    def under(pair: tuple[UUID, UUID]) -> int:
        unit_id, superior_id = pair
        body = {"superior_id": str(superior_id), **REASON}
        code: int = _fresh(tree, f"/units/{unit_id}/move", body, **seen(unit_id)).status_code
        return code

    with ThreadPoolExecutor(2) as two:
        codes = list(two.map(under, [(tree.hospital, tree.school), (tree.school, tree.hospital)]))

    assert sorted(codes) == [201, 409]


def test_a_namesake_under_the_new_superior_stands_against_a_move(client: FlaskClient, tree: Tree) -> None:
    make_unit(tree.other_city, "第一医院")

    answer = deed(client, tree.hospital, "move", tree["province"], superior_id=str(tree.other_city))

    assert (answer.status_code, set(answer.json["fields"])) == (422, {"superior_id"})


def test_a_unit_in_which_anything_is_left_is_not_closed(client: FlaskClient, tree: Tree) -> None:
    answer = deed(client, tree.hospital, "closing", tree["city"])

    assert (answer.status_code, answer.json["error"]) == (409, "unit_not_empty")
    assert answer.json["remaining"] == {"people": 3, "below": 1, "roles": 0}
    for told in ("3 人", "1 个下级单位", "并入其他单位"):
        assert told in answer.json["detail"]


def test_nobody_enters_a_closed_unit(client: FlaskClient, tree: Tree) -> None:
    deed(client, tree.department, "closing", tree["city"])

    assert add(client, tree, tree["city"], tree.department).status_code == 422
    with pytest.raises(PersonRefused):
        make_person(tree.department)


def test_the_name_of_a_closed_unit_is_free_again(client: FlaskClient, tree: Tree) -> None:
    deed(client, tree.department, "closing", tree["city"])

    answer = post(client, "/units", tree["city"], new_facts(name="第一医院分院", superior_id=str(tree.hospital)))

    assert answer.status_code == 201


def test_every_deed_is_in_the_history_with_who_and_why(client: FlaskClient, tree: Tree) -> None:
    change(client, tree, tree["city"] | seen(tree.department), tree.department)
    deed(client, tree.department, "move", tree["city"], superior_id=str(tree.school))
    deed(client, tree.department, "closing", tree["city"])

    items = client.get(f"/units/{tree.department}/history", headers=tree["city"]).json["items"]

    assert [item["deed"] for item in items] == ["closed", "moved", "changed", "created"]
    assert items[1]["before"] == {"superior": "第一医院"}
    assert items[1]["after"] == {"superior": "第一中学"}
    assert {item["reason"] for item in items[:2]} == {"机构改革"}
    assert (items[2]["before"], items[2]["after"]) == ({"name": "第一医院分院"}, {"name": "改名医院"})


def test_the_history_is_never_changed(tree: Tree) -> None:
    with pytest.raises(DBAPIError), db.transaction() as session:
        session.scalars(select(UnitEvent)).first().reason = "另一个"  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["第一医", "dyyy", "diyiyiyuan", "code"])
def test_a_unit_is_found_by_name_pinyin_or_code(client: FlaskClient, tree: Tree, typed: str) -> None:
    wanted = unit_of(tree.hospital).code[3:].lower() if typed == "code" else typed

    found = client.get("/units", query_string={"q": wanted}, headers=tree["city"]).json
    elsewhere = client.get("/units", query_string={"q": wanted}, headers=tree["other city"]).json

    assert found[0]["name"] == "第一医院"
    assert (found[0]["superior_name"], found[0]["has_below"]) == ("甲市职称办", True)
    assert elsewhere == []


def test_the_tree_is_read_level_by_level_and_page_by_page(client: FlaskClient, tree: Tree) -> None:
    names = sorted(["第一医院", "第一中学", *(f"第{n}小学" for n in "二三四")])
    for name in names:
        if "小学" in name:
            make_unit(tree.city, name)
    read: list[str] = []
    cursor = None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"/units/{tree.city}/below", query_string=query, headers=tree["city"]).json
        read += [unit["name"] for unit in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert read == names
    assert [unit["name"] for unit in client.get("/units/tops", headers=tree["city"]).json] == ["甲市职称办"]
    assert [unit["name"] for unit in client.get("/units/tops", headers=tree["system"]).json] == ["省职称办"]
