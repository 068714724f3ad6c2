"""Unmistakable words go through the running system; afterwards they lie readable where they belong and nowhere else."""

from collections.abc import Iterator

import httpx
import pytest

from shared.settings import SERVICES
from stack.layout import Layout
from tests.chaos.browser import Browser
from tests.chaos.databases import Databases
from tests.journeys.canaries import in_broker, in_bytes, in_databases, in_files
from tests.journeys.clients import OFFSETS, Someone, until
from tests.own_stack import Stack

PERSON, ADMINISTRATOR = "乌兰·其其格", "周启航"
PASSWORD, PHONE, CONTENT, REASON = "Canary-Heron-5527", "17012349876", "金丝雀矿灯研究室", "金丝雀更正理由"
WHERE_THEY_BELONG = {
    "profile.change_request.new: content",  # the wish itself; what a record holds lies as it is (docs/security.md)
    "profile.change_request.reason: reason",
}
UNDER_WAY = "SELECT id FROM outbox_message WHERE payload::text LIKE %s AND acknowledged_at IS NULL"
APART = ("keys", "secrets", "postgres", "demo-loaded")  # nobody but us opens these; databases are looked at by column


@pytest.fixture
def canaries(stack: Stack) -> dict[str, str]:
    """What nobody should find."""
    number = stack.of(PERSON)["id_number"]
    return {"number": number, "password": PASSWORD, "phone": PHONE, "content": CONTENT, "reason": REASON}


def use_them(stack: Stack, canaries: dict[str, str]) -> Iterator[str]:
    """Type them where people do; yields the id of what comes of it, then what is answered to what is wrong."""
    browser = Browser(stack.url)
    browser.sign_in(canaries["number"], PASSWORD)
    browser.sign_in(PASSWORD, PASSWORD)
    person = Someone(stack.base, stack.of(PERSON))
    record = person.get("profile", "/record")["sections"]
    job = record["work_experience"][0]
    draft = f"/record/sections/basic_info/drafts/{record['basic_info'][0]['id']}"
    assert person.ask("PUT", "profile", draft, json={"data": {"mobile": PHONE}}).status_code == 200
    wish = {"section": "work_experience", "action": "modify", "entry_id": job["id"], "reason": REASON}
    data = job["data"] | {"department": CONTENT}
    made = person.ask("POST", "profile", "/change-requests", json=wish | {"data": data})
    yield (request_id := made.json()["id"])
    wrong = wish | {"data": data, "id_number": canaries["number"], "mobile": PHONE}
    yield person.ask("POST", "profile", "/change-requests", json=wrong).text
    assert person.ask("POST", "profile", f"/change-requests/{request_id}/withdrawal").is_success
    browser.sign_in(stack.of(ADMINISTRATOR)["login"], stack.of(ADMINISTRATOR)["password"])
    browser.page(f"/administration/people?q={canaries['number']}")
    yield browser.page(f"/nowhere/{canaries['number']}").text


def metrics(stack: Stack) -> bytes:
    """What all who answer requests have counted."""
    key = next((stack.data / "keys").glob("metrics*.key")).read_text().strip()
    places = [stack.url, *(f"http://127.0.0.1:{stack.base + offset}" for offset in OFFSETS.values())]
    answers = [httpx.get(f"{place}/metrics", headers={"Authorization": f"Bearer {key}"}) for place in places]
    return b"".join(answer.raise_for_status().content for answer in answers)


def under_way(layout: Layout, request_id: str) -> list[str]:
    """The services whose messages about the request have not arrived."""
    databases = Databases.of(layout)
    return [service for service in SERVICES if databases.rows(service, UNDER_WAY, f"%{request_id}%")]


def test_what_is_typed_lies_readable_only_where_it_belongs(stack: Stack, canaries: dict[str, str]) -> None:
    layout = Layout(stack.data, stack.base)
    request_id, *answers = use_them(stack, canaries)
    until(lambda: not under_way(layout, request_id))

    secret = {name: word for name, word in canaries.items() if name in {"number", "password", "phone"}}
    places = [path for path in layout.data.iterdir() if path.name not in APART]
    found = {
        *in_databases(layout, canaries),
        *in_broker(layout, canaries),
        *in_bytes("answers", "".join(answers).encode(), secret),
        *in_bytes("metrics", metrics(stack), canaries),
        *(hit for folder in places for hit in in_files(folder, canaries)),
    }

    assert found == WHERE_THEY_BELONG
    assert list(in_files(layout.data / "valkey", {"request": request_id})), "nothing is looked at"
