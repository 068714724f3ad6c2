"""What a page costs, counted: what the gateway asks of services, and the statements by which these answer.

The numbers are bounds. To raise one is to make a page dearer for everybody: docs/performance.md says what a call costs.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import select

from services.auth.db import db as auth
from services.auth.models import Person
from services.profile.db import db as profile
from services.profile.operations.submit import submit_record
from services.review.db import db as review
from services.review.models import Case
from shared.settings import SERVICES
from tests.agreement.post import carry
from tests.auth.conftest import PASSWORD, make_person
from tests.explained import statements_of
from tests.profile.builders import ID_NUMBER, fill_record
from web import bell

PAGES = {  # whose, how many calls, and how many statements of all services
    "/record": ("professional", 1, 5),
    "/record?open=work_experience": ("professional", 1, 5),
    "/record/status": ("professional", 1, 2),
    "/notices": ("professional", 2, 7),
    "/changes": ("professional", 1, 2),
    "/messages": ("professional", 2, 2),
    "/cases": ("unit_reviewer", 1, 6),
    "/figures": ("unit_admin", 2, 14),
}
CASE = 2, 17
SIGN_IN = 7
NOW_AND_THEN = {"GET /code-additions", "POST /sessions/token"}  # by whichever page comes after so many seconds
LOOKING_AGAIN = "code_addition_edition"  # asked for as seldom, by the gateway and by profile itself
FORMS = {
    "/record/sections/work_experience": "POST /record/sections/<string:section>/entries",
    "/record/submission": "POST /record/submission",
    "/record/withdrawal": "POST /record/withdrawal",
}


@pytest.fixture
def browsers(gateway_app: Flask, cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, FlaskClient]:
    """Everybody's browser, in which one page has been opened: their token is known, and the number at their bell."""
    monkeypatch.setattr(bell, "_known", {})
    made = {}
    for column, cookie in cookies.items():
        made[column] = client = gateway_app.test_client()
        client.set_cookie("sid", cookie)
        client.get("/notices")
    return made


@contextmanager
def calls() -> Iterator[list[str]]:
    """The routes of services that are asked while the block lasts."""
    asked: list[str] = []

    def note(app: Flask, **_: Any) -> None:
        route = f"{request.method} {request.url_rule}"
        if app.name != "web" and route not in NOW_AND_THEN:
            asked.append(route)

    with request_started.connected_to(note):
        yield asked


def cost(browser: FlaskClient, page: str) -> tuple[list[str], int]:
    """What is asked for a page, and by how many statements it is answered; the cheaper of two times counts."""
    return min((_cost(browser, page) for _ in range(2)), key=lambda one: one[1])


def _cost(browser: FlaskClient, page: str) -> tuple[list[str], int]:
    databases = [import_module(f"services.{service}.db").db for service in SERVICES]
    with ExitStack() as counting:
        sent = [counting.enter_context(statements_of(db)) for db in databases]
        asked = counting.enter_context(calls())
        assert browser.get(page).status_code == 200, page
    return asked, sum(LOOKING_AGAIN not in statement for each in sent for statement, _ in each)


def test_no_page_asks_more_than_it_must(browsers: dict[str, FlaskClient]) -> None:
    costs = {page: cost(browsers[column], page) for page, (column, _, _) in PAGES.items()}
    dearer = {
        page: (asked, statements)
        for page, (asked, statements) in costs.items()
        if len(asked) > PAGES[page][1] or statements > PAGES[page][2]
    }
    assert dearer == {}


def test_the_page_of_a_case_asks_no_more_than_it_must(cast: dict[str, UUID], browsers: dict[str, FlaskClient]) -> None:
    hand_in_beside(cast["professional"])
    with review.reading() as session:
        case_id = session.scalars(select(Case.id)).one()

    asked, statements = cost(browsers["unit_reviewer"], f"/cases/{case_id}")
    assert len(asked) <= CASE[0], asked
    assert statements <= CASE[1]


def test_a_sign_in_asks_no_more_than_it_must(cast: dict[str, UUID], gateway_app: Flask) -> None:
    with auth.reading() as session:
        login = session.scalars(select(Person.account).where(Person.id == cast["professional"])).one()

    with statements_of(auth) as sent, calls() as asked:
        gateway_app.test_client().post("/login", data={"login": login, "password": PASSWORD})
    assert asked == ["POST /sessions"]
    assert len(sent) <= SIGN_IN


def hand_in_beside(colleague: UUID) -> None:
    """Somebody of the same unit hands in a record, which says the same as their number."""
    with auth.reading() as session:
        unit_id = session.get_one(Person, colleague).unit_id
    person_id = make_person(unit_id, id_number=ID_NUMBER).id
    carry()
    with profile.transaction() as session:
        fill_record(session, person_id)
    with profile.transaction() as session:
        submit_record(session, person_id)
    carry()


@pytest.mark.parametrize(("page", "route"), FORMS.items(), ids=FORMS)
def test_a_form_goes_to_its_service_before_anything_is_asked(
    browsers: dict[str, FlaskClient], page: str, route: str
) -> None:
    with calls() as asked:
        browsers["professional"].post(page, data={"entry": "new"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert asked[0] == route


def test_the_number_at_the_bell_is_asked_for_again_where_messages_are_read(browsers: dict[str, FlaskClient]) -> None:
    with calls() as asked:
        browsers["professional"].get("/messages")
        browsers["professional"].get("/record")
    assert asked.count("GET /messages/unread") == 1
