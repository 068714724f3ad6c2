"""An operator changes every key and every password while people work; nobody notices, and the old ones open nothing."""

import json
import os
import time
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from shared.keys import KEYS
from stack.environment import remembered
from stack.layout import Layout
from tests.changing_keys import at_work
from tests.chaos.databases import Databases
from tests.journeys.clients import OFFSETS, Someone, until
from tests.journeys.conftest import NewPage
from tests.journeys.steps import form_of, menu
from tests.own_stack import Account, Stack, zhicheng

pytestmark = pytest.mark.browser

PEOPLE = ("陈思远", "乌兰·其其格")
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
UNDER_WAY = "SELECT id FROM outbox_message WHERE acknowledged_at IS NULL AND payload ? 'id_number'"
THREE_DAYS = 3 * 24 * 3600


def sign_in_by_number(stack: Stack, account: Account) -> None:
    """A visitor without scripts comes, signs in by the ID number, and looks at the record."""
    with httpx.Client(base_url=stack.url, timeout=20, follow_redirects=True) as browser:
        field = LexborHTMLParser(browser.get("/login").raise_for_status().text).css_first("input[name=csrf_token]")
        assert field is not None
        form = {"csrf_token": str(field.attributes["value"]), "login": account["id_number"], "next": "/record"}
        answer = browser.post("/login", data=form | {"password": account["password"]}, headers=FROM_HERE)
        assert answer.raise_for_status().url.path == "/record", answer.url


def ask_and_withdraw(person: Someone) -> None:
    """A change is handed in and taken back: encrypted values, tokens, and messages between three services."""
    job = person.get("profile", "/record")["sections"]["work_experience"][0]
    wish = {"section": "work_experience", "action": "modify", "entry_id": job["id"], "reason": "更正"}
    made = at_once(person, "POST", "/change-requests", json=wish | {"data": job["data"] | {"department": "信息科"}})
    at_once(person, "POST", f"/change-requests/{made['id']}/withdrawal")


def at_once(person: Someone, method: str, path: str, **options: Any) -> Any:
    """What profile answers to the first and only try."""
    url = f"http://127.0.0.1:{person.base + OFFSETS['profile']}{path}"
    answer = person.http.request(method, url, headers={"Authorization": f"Bearer {person.token}"}, **options)
    return answer.raise_for_status().json()


def make_as_if_days_had_passed(stack: Stack) -> None:
    """Old keys and passwords are kept until nobody needs them: let what is current have been so for long."""
    long_ago = time.time() - THREE_DAYS
    for path in (*(stack.data / "keys").glob("*.current"), *(stack.data / "secrets").glob("valkey*")):
        os.utime(path, (long_ago, long_ago))


def numbers_under_way(stack: Stack) -> list[Any]:
    """Messages with an ID number that have not arrived."""
    databases = Databases.of(Layout(stack.data, stack.base))
    return [row for service in ("auth", "profile") for row in databases.rows(service, UNDER_WAY)]


def retired(stack: Stack) -> Any:
    return json.loads(zhicheng("keys", "retire", f"--data={stack.data}", "--json"))


@pytest.mark.long
def test_every_key_and_password_changes_while_people_work(stack: Stack, new_page: NewPage) -> None:
    page = new_page(PEOPLE[0])
    menu(page, "个人基本信息")
    shown = form_of(page, "基本信息").get_by_label("手机号码").input_value()
    worker = Someone(stack.base, stack.of(PEOPLE[1]))
    worker.get("profile", "/record")
    old = remembered(Layout(stack.data, stack.base))["DATABASE_URL_AUTH"].replace("+psycopg", "")

    with at_work(lambda: sign_in_by_number(stack, stack.of(PEOPLE[0])), lambda: ask_and_withdraw(worker)):
        changed = json.loads(zhicheng("keys", "rotate", f"--data={stack.data}", "--json"))
        zhicheng("passwords", "rotate", f"--data={stack.data}")
        kept = retired(stack)["kept"]

    assert [made.rpartition("-")[0] for made in changed["keys"]] == list(KEYS)
    assert changed["changed"]["auth.person.id_number_index"] >= len(stack.accounts)
    assert set(kept) == set(KEYS), "somebody may still be on the way with an old one"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old)

    make_as_if_days_had_passed(stack)
    until(lambda: not numbers_under_way(stack))
    with at_work(lambda: sign_in_by_number(stack, stack.of(PEOPLE[0]))):
        removed = retired(stack)["removed"]
        zhicheng("passwords", "retire", f"--data={stack.data}")

    assert set(removed) == set(KEYS)
    page.reload()
    expect(form_of(page, "基本信息").get_by_label("手机号码")).to_have_value(shown)
