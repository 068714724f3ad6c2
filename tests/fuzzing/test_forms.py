"""Every form of the gateway, found by walking its pages as each role and sent with what nobody would type.

Never a fault of ours, never an answer without words, and what was typed stands there again where the form does.
"""

import re
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import web
from services.auth.db import db
from services.auth.models import Grant
from services.auth.operations.sessions import start_session
from tests.access.table import address, read
from tests.access.world import made_world
from tests.fuzzing.forms import FROM_HERE, HARD, Form, Pairs, forms_of, lost, send
from tests.web.routes import changing, reading

WALKERS = {
    "nobody": "nobody",
    "self": "professional",
    "holder": "unit_reviewer",
    "admin": "unit_admin",
    "superior": "superior_admin",
    "security_admin": "security_admin",
    "auditor": "auditor",
    "system_admin": "system_admin",
}  # and their columns in the table of pages
ENDING = {"sign_in.leave", "browsers.end", "browsers.end_others"}  # after which nothing more would be asked
ROWS = {"chains.change"}  # of which an empty one is left out
FEWEST_FORMS = 55  # that the walk finds; fewer: it is blind
SHORT, LONG = 1, len(HARD)
UNEXPECTED = 500  # no service being busy (503), which is said and means nothing here
NAMES = re.compile(r'name="([a-z_.]+)"')
Found = tuple[str, Form]


def test_no_form_breaks_or_loses_what_was_typed(gateway_app: Flask, cast: dict[str, UUID]) -> None:
    told = faults(gateway_app, cast, SHORT)
    assert not told, "\n".join(told)


@pytest.mark.long
def test_no_form_breaks_at_any_of_many_values(gateway_app: Flask, cast: dict[str, UUID]) -> None:
    told = faults(gateway_app, cast, LONG)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("seed", ["", "字" * 5000, "otpauth://" + "x" * 5000], ids=["none", "another", "too long"])
def test_a_seed_that_the_page_was_not_given_is_no_picture(gateway_app: Flask, cast: dict[str, UUID], seed: str) -> None:
    browser = browser_of(gateway_app, cast["professional"])
    browser.post("/security/second-factor/setup", headers=FROM_HERE)

    answer = browser.post("/security/second-factor", data={"code": "1", "uri": seed}, headers=FROM_HERE)

    assert (answer.status_code, answer.location) == (302, "/security/second-factor")


def faults(app: Flask, cast: dict[str, UUID], turns: int) -> list[str]:
    """What is wrong with the answers to all forms, each sent in so many ways of each sort."""
    world = made_world()
    people = cast | {who: known.id for who, known in world.people.items()}
    browsers = {who: browser_of(app, people.get(who)) for who in WALKERS}
    found = found_by(app, browsers)
    assert len(found) >= FEWEST_FORMS
    held = grants()

    told = [
        fault
        for number, (who, form) in enumerate([*found, *unseen(app, {form.endpoint for _, form in found})])
        if form.endpoint not in ENDING
        for fault in faults_of(browsers[who], form, number, turns)
    ]
    assert grants() == held  # no field of any form gives anybody power
    return told


def browser_of(app: Flask, person_id: UUID | None) -> FlaskClient:
    client = app.test_client()
    if person_id:
        with db.transaction() as session:
            client.set_cookie("sid", start_session(session, person_id).id)
    return client


def found_by(app: Flask, browsers: dict[str, FlaskClient]) -> list[Found]:
    """The forms of all pages, each with one of those who see it."""
    starts = sorted(rule.rule for rule in reading(app) if not rule.arguments)
    found: dict[tuple[str, frozenset[str]], Found] = {}
    for who, browser in browsers.items():
        for kind, form in forms_of(app, browser, starts).items():
            found.setdefault(kind, (who, form))
    return list(found.values())


def unseen(app: Flask, seen: set[str]) -> list[Found]:
    """Forms for what no page of this world shows or only a script sends: with every field that any template has."""
    templates = Path(web.__file__).parent.glob("templates/**/*.html")
    names = sorted({name for template in templates for name in NAMES.findall(template.read_text())} - {"csrf_token"})
    allowed = {row.route: row.allowed for row in read("pages")}
    return [
        (
            who_may(allowed[f"POST {rule.rule}"]),
            Form(rule.endpoint, address(app, rule), tuple((name, "") for name in names)),
        )
        for rule in changing(app)
        if rule.endpoint not in seen
    ]


def who_may(allowed: frozenset[str]) -> str:
    return next(who for who, column in reversed(WALKERS.items()) if column in allowed)


def faults_of(browser: FlaskClient, form: Form, number: int, turns: int) -> list[str]:
    """Send a form in ways that nobody would: what is wrong with the answers."""
    ways = [way for turn in range(turns) for way in (form.with_hard(number + turn), form.with_one_hard(number + turn))]
    return [fault for pairs in [*ways, form.doubled(), []] for fault in _faults(browser, form, pairs)]


def _faults(browser: FlaskClient, form: Form, pairs: Pairs) -> list[str]:
    with send(browser, form, pairs) as answer:
        told = f"{form.endpoint} {form.action} {answer.status_code} to {[(name, value[:30]) for name, value in pairs]}"
        if answer.status_code == UNEXPECTED or answer.headers.get("X-Injected"):
            return [told]
        if answer.mimetype == "text/html" and answer.status_code >= 400 and form.endpoint not in ROWS:
            return [f"{told} without what was typed in {name}" for name in lost(answer, form, pairs)]
    return []


def grants() -> set[tuple[UUID, str]]:
    with db.reading() as session:
        return {(person_id, role) for person_id, role in session.execute(select(Grant.person_id, Grant.role))}
