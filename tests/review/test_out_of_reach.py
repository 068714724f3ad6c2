"""A reviewer never sees another unit's case by any address or parameter: every route that there is, walked."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from shared.auth import REVIEWING, Actor, Role
from shared.paging import cursor_of
from tests.review.builders import bearer, opened, person, requested, reviewer, unit

SECRETS = ("欧阳明", "20000777", "某县医院")
# Each fits some route; unknown fields are refused, so that none fits all.
BODIES: list[dict[str, Any]] = [
    {},
    {"decision": "approve"},
    {"reason": "看看"},
    {"text": "看看"},
    {"reviewer_id": str(UUID(int=1)), "reason": "看看"},
    {"stages": [{"title": "单位审核", "levels_up": 0, "days": 5}], "resume": "first"},
]
FILTERS: dict[str, list[Any]] = {
    "status": ["queued", "assigned", "decided", "closed"],
    "kind": ["record", "change", "identity", "transfer"],
    "q": ["欧阳", "阳", "欧阳明", "20000777", "%", "_"],
    "age": ["late", "today", "soon", "fine"],
    "title_series": ["05", "none"],
    "title_level": ["2", "none"],
    "warnings": ["true", "false"],
    "holder": ["mine", "unassigned"],
    "sort": ["due", "submitted", "newest", "name"],
}


def rules_with(client: FlaskClient, *names: str) -> Iterator[tuple[Rule, str]]:
    """Every route with one of these in its address, once for each method."""
    for rule in client.application.url_map.iter_rules():
        if rule.arguments & set(names):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def ask(client: FlaskClient, rule: Rule, method: str, actor: Actor, body: Any, **ids: UUID) -> TestResponse:
    """Call a route with the ids that it names, and others at random."""
    values = {name: ids.get(name) or uuid4() for name in rule.arguments}
    with client.application.test_request_context():
        address = url_for(rule.endpoint, **values)
    return client.open(address, method=method, json=None if method == "GET" else body, headers=bearer(actor))


def in_answer(answer: TestResponse) -> list[str]:
    text = answer.get_data(as_text=True)
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def hidden() -> tuple[UUID, UUID]:
    """A case, assigned, and its unit, in which the asker has nothing to do."""
    unit_id = unit(name="某县医院")
    reviewer(unit_id)
    request = requested(
        unit_id, person_name="欧阳明", account="20000777", title_series="05", title_level="2", warnings=1
    )
    return opened(request).id, unit_id


def strangers() -> list[Actor]:
    """People who may not know of the case: reviewers and administrators elsewhere, and every other role at home."""
    elsewhere = unit(name="别处")
    return [person((role, elsewhere)) for role in REVIEWING] + [
        person((role, elsewhere)) for role in Role if role not in REVIEWING
    ]


def test_no_route_that_names_a_case_or_a_unit_tells_a_stranger_of_it(
    client: FlaskClient, hidden: tuple[UUID, UUID]
) -> None:
    case_id, unit_id = hidden
    walked = list(rules_with(client, "case_id", "unit_id"))
    assert len(walked) > 5
    for actor in strangers():
        for rule, method in walked:
            for body in BODIES if method in {"POST", "PUT"} and actor.has(*REVIEWING) else BODIES[:1]:
                answer = ask(client, rule, method, actor, body, case_id=case_id, unit_id=unit_id)
                nothing = ask(client, rule, method, actor, body)

                told = (rule.rule, method, body, actor.grants, answer.get_json(silent=True))
                assert in_answer(answer) == [], told
                assert answer.status_code == nothing.status_code, told
                assert answer.status_code >= 400 or not answer.get_json().get("items"), told


def test_no_route_without_a_name_in_it_tells_a_stranger_of_the_case(
    client: FlaskClient, hidden: tuple[UUID, UUID]
) -> None:
    case_id, unit_id = hidden
    for actor in strangers():
        for rule in client.application.url_map.iter_rules():
            if not rule.arguments and "GET" in (rule.methods or set()):
                for query in (
                    {},
                    {"unit": unit_id},
                    {"unit_id": unit_id},
                    {"after": case_id},
                    {"case_ids": case_id, "deed": "approve"},
                ):
                    answer = client.get(rule.rule, query_string=query, headers=bearer(actor))
                    assert in_answer(answer) == [], (rule.rule, query)


def test_no_filter_order_or_cursor_of_the_list_shows_it_to_a_reviewer_elsewhere(
    client: FlaskClient, hidden: tuple[UUID, UUID]
) -> None:
    case_id, unit_id = hidden
    home = client.get("/cases", query_string={"limit": 1}, headers=bearer(person((Role.UNIT_REVIEWER, unit_id))))
    assert [case["id"] for case in home.get_json()["items"]] == [str(case_id)]
    me = reviewer(unit(name="别处"))
    queries = [{}, *({name: value} for name, values in FILTERS.items() for value in values)]
    for query in queries:
        for narrower in ({}, {"unit": unit_id}, *_cursors_before(query)):
            page = client.get("/cases", query_string=query | narrower, headers=bearer(me)).get_json()
            assert page["items"] == [], query
            assert set(page["counts"].values()) == {0}, query
        following = client.get("/cases/next", query_string=query, headers=bearer(me)).get_json()
        assert following == {"id": None}, query


def _cursors_before(query: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Cursors, made by hand, behind which everything lies."""
    first = {"due": ["2000-01-01T00:00:00+00:00"] * 2, "submitted": ["2000-01-01T00:00:00+00:00"], "name": [""]}
    for sort, values in first.items():
        if query.get("sort", sort) == sort:
            yield {"sort": sort, "cursor": cursor_of(sort, *values, UUID(int=0))}
