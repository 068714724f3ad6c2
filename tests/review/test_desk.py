"""The reviewer's desk: whose cases it shows, filters, pages, counts, and the pass to a case's contents."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.review.models import CaseStatus
from shared.auth import LEEWAY_SECONDS, PASS_SECONDS, Actor, Role, verify
from tests.review.builders import bearer, decided, opened, person, requested, reviewer, staff, unit


def desk(client: FlaskClient, actor: Actor, **filters: Any) -> Any:
    answer = client.get("/cases", query_string=filters, headers=bearer(actor))
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def listed(client: FlaskClient, actor: Actor, **filters: Any) -> list[str]:
    return [case["id"] for case in desk(client, actor, **filters)["items"]]


def test_a_reviewer_never_sees_another_units_case_by_any_address_or_filter(client: FlaskClient) -> None:
    mine, theirs = unit(), unit()
    me = reviewer(mine)
    reviewer(theirs)
    request = requested(theirs, account="200007", person_name="欧阳明")
    case = opened(request)

    for filters in ({}, {"status": "assigned"}, {"kind": "record"}, {"q": "欧阳"}, {"q": "200007"}, {"q": "%"}):
        page = desk(client, me, **filters)
        assert page["items"] == []
        assert set(page["counts"].values()) == {0}
    assert client.get(f"/cases/{case.id}", headers=bearer(me)).status_code == 404
    for deed in ("decision", "takeover"):
        answer = client.post(f"/cases/{case.id}/{deed}", json={"decision": "approve"}, headers=bearer(me))
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not_found")


def test_a_case_that_does_not_exist_answers_like_one_that_may_not_be_seen(client: FlaskClient) -> None:
    me = reviewer(unit())
    hidden = opened(requested(unit()))

    answers = [client.get(f"/cases/{each}", headers=bearer(me)).get_json() for each in (hidden.id, uuid4())]

    assert answers[0] == answers[1]


def test_nobody_sees_the_case_about_themselves(client: FlaskClient) -> None:
    request = requested(unit())
    me = reviewer(request.unit_id, person_id=request.person_id)
    case = opened(request)

    assert listed(client, me) == []
    assert client.get(f"/cases/{case.id}", headers=bearer(me)).status_code == 404


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.UNIT_REVIEWER, {"city"}),
        (Role.UNIT_ADMIN, {"city"}),
        (Role.SUPERIOR_ADMIN, {"city", "county", "hospital"}),
    ],
)
def test_a_superior_sees_the_units_below_and_the_others_only_their_own(
    client: FlaskClient, role: Role, seen: set[str]
) -> None:
    province = unit()
    city = unit(province)
    county = unit(city)
    units = {"province": province, "city": city, "county": county, "hospital": unit(county), "other": unit(province)}
    cases = {name: opened(requested(unit_id)) for name, unit_id in units.items()}
    me = staff((role, city))

    expected = {str(cases[name].id) for name in seen}

    assert set(listed(client, me)) == expected
    for name, case in cases.items():
        answer = client.get(f"/cases/{case.id}", headers=bearer(me))
        assert (answer.status_code == 200) == (name in seen)


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_other_roles_have_no_desk(client: FlaskClient, role: Role) -> None:
    case = opened(requested(unit()))
    actor = person((role, case.unit_id))

    for address in ("/cases", f"/cases/{case.id}"):
        assert client.get(address, headers=bearer(actor)).status_code == 403
    assert client.post(f"/cases/{case.id}/takeover", headers=bearer(actor)).status_code == 403


def test_without_a_token_there_is_no_desk(client: FlaskClient) -> None:
    assert client.get("/cases").status_code == 401


def test_filters_narrow_the_list_and_its_counts(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    done = decided(requested(unit_id, person_name="阿不都·热合曼", account="300001"), me)
    change = opened(requested(unit_id, kind="change", subject_id=uuid4(), person_name="赵𬭎", account="300002"))
    waiting = opened(requested(unit_id, person_name="钱_多", account="400003"), assign=False)

    assert listed(client, me, status="decided") == [str(done.id)]
    assert listed(client, me, kind="change") == [str(change.id)]
    assert listed(client, me, q="𬭎") == [str(change.id)]
    assert listed(client, me, q="热合曼") == [str(done.id)]
    assert set(listed(client, me, q="3000")) == {str(done.id), str(change.id)}
    assert listed(client, me, q="_") == listed(client, me, q=" 钱_ ") == [str(waiting.id)]
    assert listed(client, me, q="%") == listed(client, me, q="\\") == []
    assert desk(client, me)["counts"] == {"queued": 1, "assigned": 1, "decided": 1}
    assert desk(client, me, kind="record")["counts"] == {"queued": 1, "assigned": 0, "decided": 1}


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"status": "open"}, "status"),
        ({"kind": "share"}, "kind"),
        ({"q": "a\x00"}, "q"),
        ({"q": "字" * 51}, "q"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"unit_id": str(uuid4())}, "unit_id"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(
    client: FlaskClient, filters: dict[str, str], field: str
) -> None:
    answer = client.get("/cases", query_string=filters, headers=bearer(person((Role.UNIT_REVIEWER, unit()))))

    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJ4IiwgInkiXQ==", "W1tbW1tb", "é", "WyJ4Il0="])
def test_a_cursor_of_no_page_is_refused(client: FlaskClient, cursor: str) -> None:
    headers = bearer(person((Role.UNIT_REVIEWER, unit())))

    answer = client.get("/cases", query_string={"cursor": cursor}, headers=headers)

    assert (answer.status_code, answer.get_json()["error"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("status", ["queued", None])
def test_pages_show_every_case_once_though_new_ones_come_in_between(client: FlaskClient, status: str | None) -> None:
    unit_id = unit()
    before = {str(opened(requested(unit_id), assign=False).id) for _ in range(7)}
    me = person((Role.UNIT_REVIEWER, unit_id))
    filters = {"status": status, "limit": 3} if status else {"limit": 3}

    seen: list[str] = []
    page = desk(client, me, **filters)
    while True:
        seen += [case["id"] for case in page["items"]]
        if page["next"] is None:
            break
        opened(requested(unit_id), assign=False)
        page = desk(client, me, cursor=page["next"], **filters)

    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_what_waits_is_listed_oldest_first(client: FlaskClient) -> None:
    unit_id = unit()
    cases = [str(opened(requested(unit_id), assign=False).id) for _ in range(3)]
    me = person((Role.UNIT_REVIEWER, unit_id))

    assert listed(client, me, status="queued") == cases
    assert listed(client, me) == cases[::-1]


@pytest.mark.parametrize(("holder_is_me", "actions"), [(True, ["decide", "recuse"]), (False, ["takeover"])])
def test_a_case_lists_what_can_be_done_with_it_now(client: FlaskClient, holder_is_me: bool, actions: list[str]) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    me = holder if holder_is_me else reviewer(request.unit_id)

    assert desk(client, me)["items"][0]["actions"] == actions
    assert client.get(f"/cases/{case.id}", headers=bearer(me)).get_json()["actions"] == actions


def test_a_case_comes_with_a_pass_to_its_own_submission_only(client: FlaskClient) -> None:
    request = requested(unit())
    me = reviewer(request.unit_id)
    case = opened(request)

    shown = client.get(f"/cases/{case.id}", headers=bearer(me)).get_json()

    claims = verify(shown["pass"], key="passes", audience="profile")
    assert {name: UUID(claims[name]) for name in ("sub", "case", "person", "submission")} == {
        "sub": me.id,
        "case": case.id,
        "person": request.person_id,
        "submission": request.submission_id,
    }
    assert claims["exp"] - claims["iat"] == PASS_SECONDS - LEEWAY_SECONDS  # a reader's clock may be behind


def test_a_case_shows_names_deadline_and_summary(client: FlaskClient) -> None:
    request = requested(unit(name="第一人民医院"), warnings=2)
    me = reviewer(request.unit_id, name="王审核")
    case = opened(request)

    shown = client.get(f"/cases/{case.id}", headers=bearer(me)).get_json()

    assert (shown["unit_name"], shown["reviewer"]["name"], shown["warnings"]) == ("第一人民医院", "王审核", 2)
    assert datetime.fromisoformat(shown["due_at"]) == case.due_at > case.opened_at
    assert case.status is CaseStatus.ASSIGNED


@pytest.mark.parametrize("holder_is_me", [True, False])
def test_the_pass_says_whether_the_case_lies_with_its_bearer(client: FlaskClient, holder_is_me: bool) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    me = holder if holder_is_me else reviewer(request.unit_id)

    shown = client.get(f"/cases/{case.id}", headers=bearer(me)).get_json()

    assert verify(shown["pass"], key="passes", audience="profile")["decides"] is holder_is_me
