"""The desk's list: what it can be narrowed down to, its orders, its pages, and the case to go on with."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.review.db import db
from services.review.models import Case
from services.review.narrowing import Sort
from shared.auth import Actor, Role
from shared.beijing import end_of, today
from shared.messaging.contracts import ReviewRequested
from tests.review.builders import bearer, case_of, decided, opened, person, requested, reviewer, staff, unit

NAMES = ["安然", "曾国华", "单雄信", "欧阳明", "Zoë"]


def asked(client: FlaskClient, actor: Actor, path: str = "/cases", **filters: Any) -> Any:
    answer = client.get(path, query_string=filters, headers=bearer(actor))
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def names(client: FlaskClient, actor: Actor, **filters: Any) -> list[str]:
    return [case["person_name"] for case in asked(client, actor, **filters)["items"]]


def following(client: FlaskClient, actor: Actor, after: Case | UUID | None = None, **filters: Any) -> str | None:
    case_id = after.id if isinstance(after, Case) else after
    found: str | None = asked(client, actor, "/cases/next", **filters | ({"after": case_id} if case_id else {}))["id"]
    return found


def due(request: ReviewRequested, moment: datetime) -> None:
    with db.transaction() as session:
        session.execute(update(Case).where(Case.id == case_of(request).id).values(due_at=moment))


def test_the_age_of_a_case_is_counted_in_days_of_beijing(client: FlaskClient) -> None:
    unit_id, now = unit(), datetime.now(UTC)
    midnight = end_of(today())
    moments = {
        "超期": now - timedelta(seconds=1),
        "今日二十四时": midnight,
        "明日": midnight + timedelta(seconds=1),
        "第三日": midnight + timedelta(days=3),
        "以后": midnight + timedelta(days=3, seconds=1),
    }
    for name, moment in moments.items():
        request = requested(unit_id, person_name=name)
        opened(request, assign=False)
        due(request, moment)
    me = reviewer(unit_id)

    assert names(client, me, age="late") == ["超期"]
    assert names(client, me, age="today") == ["今日二十四时"]
    assert names(client, me, age="soon") == ["今日二十四时", "明日", "第三日"][::-1]
    assert names(client, me, age="fine") == ["以后"]
    assert names(client, me, age="late", status="closed") == []


def test_titles_warnings_and_holders_narrow_the_list_and_its_counts(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    opened(requested(unit_id, person_name="我的", title_series="05", title_level="2", warnings=1))
    colleague = reviewer(unit_id)
    opened(requested(unit_id, person_name="同事的", title_series="05", title_level="3"))
    opened(requested(unit_id, person_name="无职称", title_series=None, title_level=None), assign=False)

    assert names(client, me, title_series="05", sort="name") == ["同事的", "我的"]
    assert names(client, me, title_series="05", title_level="2") == ["我的"]
    assert names(client, me, title_series="none") == names(client, me, title_level="none") == ["无职称"]
    assert names(client, me, warnings="true") == names(client, me, holder="mine") == ["我的"]
    assert names(client, me, warnings="false", sort="name") == ["同事的", "无职称"]
    assert names(client, me, holder="unassigned") == ["无职称"]
    assert names(client, me, holder="mine", status="queued") == []
    assert asked(client, me, holder="mine")["counts"] == {"queued": 0, "assigned": 1, "decided": 0}
    assert asked(client, colleague, warnings="true")["counts"] == {"queued": 0, "assigned": 1, "decided": 0}


def test_a_superior_narrows_the_list_to_a_unit_and_those_below_it(client: FlaskClient) -> None:
    city = unit(name="某市")
    county = unit(city, name="某县")
    school, other = unit(county, name="某县第一中学"), unit(name="别处")
    for unit_id, name in ((city, "市"), (county, "县"), (school, "校"), (other, "外")):
        opened(requested(unit_id, person_name=name), assign=False)
    me = staff((Role.SUPERIOR_ADMIN, city))

    assert set(names(client, me)) == {"市", "县", "校"}
    assert set(names(client, me, unit=county)) == {"县", "校"}
    assert asked(client, me, unit=county)["counts"]["queued"] == 2
    assert names(client, me, unit=other) == names(client, me, unit=uuid4()) == []
    assert names(client, reviewer(county), unit=county) == ["县"]
    assert [one["name"] for one in asked(client, me, "/cases/units", q="县")["items"]] == ["某县", "某县第一中学"]
    assert asked(client, reviewer(county), "/cases/units") == {
        "items": [{"id": str(county), "name": "某县"}],
        "more": False,
    }


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("欧阳", True),
        ("阳明", True),
        ("明", True),
        ("欧明", False),
        ("欧阳阳明", False),
        ("2000", True),
        ("0007", False),
        ("rova", True),
        ("ELENA", True),
        ("a petr", True),
        ("petrel", False),
    ],
)
def test_a_case_is_found_by_part_of_a_name_and_by_the_beginning_of_an_account(
    client: FlaskClient, q: str, found: bool
) -> None:
    unit_id = unit()
    opened(requested(unit_id, person_name="Elena Petrova 欧阳明", account="200007"))

    assert names(client, reviewer(unit_id), q=q) == (["Elena Petrova 欧阳明"] if found else [])


@pytest.mark.parametrize("status", ["assigned", None])
@pytest.mark.parametrize("sort", Sort)
def test_every_order_pages_through_everything_once(client: FlaskClient, sort: Sort, status: str | None) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    requests = [requested(unit_id, person_name=name) for name in NAMES]
    moment = datetime.now(UTC)
    for place, request in enumerate(requests):
        opened(request)
        due(request, moment + timedelta(days=-((place + 2) // 2)))  # some at the same moment
    filters = {"sort": sort, "limit": 2} | ({"status": status} if status else {})

    seen, cursor = [], {}
    while True:
        page = asked(client, me, **filters, **cursor)
        seen += [case["person_name"] for case in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert len(seen) == len(NAMES)
    match sort:
        case Sort.NAME:
            assert seen == ["安然", "欧阳明", "单雄信", "曾国华", "Zoë"]
        case Sort.SUBMITTED:
            assert seen == NAMES
        case Sort.NEWEST:
            assert seen == NAMES[::-1]
        case Sort.DUE:
            assert seen == ["Zoë", "单雄信", "欧阳明", "安然", "曾国华"]


def test_a_cursor_belongs_to_its_order(client: FlaskClient) -> None:
    unit_id = unit()
    for _ in range(2):
        opened(requested(unit_id))
    me = person((Role.UNIT_REVIEWER, unit_id))
    cursor = asked(client, me, sort="due", limit=1)["next"]

    answer = client.get("/cases", query_string={"sort": "name", "cursor": cursor}, headers=bearer(me))

    assert (answer.status_code, answer.get_json()["error"]) == (422, "cursor_invalid")


def test_counting_ends_where_it_would_cost_more_than_it_tells(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.review.listing.MOST_COUNTED", 2)
    unit_id = unit()
    for _ in range(3):
        opened(requested(unit_id), assign=False)

    assert asked(client, reviewer(unit_id))["counts"]["queued"] == 2


def test_the_next_case_is_the_one_behind_in_the_list_that_i_can_decide(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    first, second = opened(requested(unit_id)), opened(requested(unit_id, warnings=1))
    colleague = reviewer(unit_id)
    others = opened(requested(unit_id))
    waiting = opened(requested(unit_id), assign=False)

    assert (first.reviewer_id, others.reviewer_id) == (me.id, colleague.id)
    assert following(client, me, sort="due") == str(first.id)
    assert following(client, me, first, sort="due") == str(second.id)
    for last in (second, others, waiting):
        assert following(client, me, last, sort="due") == str(first.id)
    assert following(client, me, second, warnings="true") is None
    assert following(client, me) == following(client, me, status="assigned", sort="newest") == str(second.id)
    assert following(client, me, status="queued") is following(client, me, holder="unassigned") is None


def test_the_next_case_is_found_behind_one_that_has_just_been_decided(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    done = decided(requested(unit_id), me)
    left = opened(requested(unit_id))

    assert following(client, me, done, status="assigned") == str(left.id)
    assert following(client, me, left) is None


def test_the_next_case_behind_one_out_of_reach_is_not_found(client: FlaskClient) -> None:
    me = reviewer(unit())
    for hidden in (opened(requested(unit())).id, uuid4()):
        answer = client.get("/cases/next", query_string={"after": hidden}, headers=bearer(me))
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not_found")
