"""People as programs: signed in at the services' own APIs, patient while a process is being started again."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx

from tests.own_stack import Account

PATIENCE_SECONDS = 120
LOOKS_EVERY_SECONDS = 0.2  # a look costs those who are looked at more than that costs whoever waits
TOKEN_SECONDS = 40
AWAY = (502, 503, 504)

Json = dict[str, Any]
OFFSETS = {"auth": 1, "profile": 2, "review": 3, "notices": 4}


class Someone:
    """One person at the four APIs."""

    def __init__(self, base: int, account: Account) -> None:
        self.base = base
        self.account = account
        self.http = httpx.Client(timeout=10)
        self.signed_in_at = -TOKEN_SECONDS - 1.0
        self.token = ""

    def ask(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        """Send a request, again and again while nobody answers; the caller sees the first real answer."""
        self._sign_in()
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self._patiently(method, service, path, headers=headers, **options)

    def get(self, service: str, path: str, **options: Any) -> Json:
        """What is there."""
        answer = self.ask("GET", service, path, **options)
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def _sign_in(self) -> None:
        if time.monotonic() - self.signed_in_at < TOKEN_SECONDS:
            return
        body = {"login": self.account["login"], "password": self.account["password"]}
        session = self._patiently("POST", "auth", "/sessions", json=body).json()["session"]
        self.token = self._patiently("POST", "auth", "/sessions/token", json={"session": session}).json()["token"]
        self.signed_in_at = time.monotonic()

    def _patiently(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        url = f"http://127.0.0.1:{self.base + OFFSETS[service]}{path}"

        def answered() -> httpx.Response | None:
            try:
                answer = self.http.request(method, url, **options)
            except httpx.TransportError:
                return None
            return None if answer.status_code in AWAY else answer

        return until(answered)


def until(look: Callable[[], Any]) -> Any:
    """What is seen as soon as there is something to see; fails after a deadline."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise TimeoutError("what was awaited did not come")
        time.sleep(LOOKS_EVERY_SECONDS)
    return seen


def request_change(person: Someone, entry: Json, data: Json) -> UUID:
    """Hand in a change of an entry; a request that is open already is the one that got through before the kill."""
    wish = {"section": entry["section"], "action": "modify", "entry_id": entry["id"], "data": data, "reason": "更正"}
    answer = person.ask("POST", "profile", "/change-requests", json=wish)
    assert answer.status_code in {201, 409}, answer.text
    return UUID(answer.json()["id"])


def decide(reviewers: list[Someone], subject: UUID, decision: Json) -> Json:
    """Find the case with whoever it was assigned to and decide on it; returns the case."""

    def held() -> tuple[Someone, Json] | None:
        for reviewer in reviewers:
            for case in reviewer.get("review", "/cases?status=assigned&limit=100")["items"]:
                if UUID(case["subject_id"]) == subject and "decide" in case["actions"]:
                    return reviewer, case
        return None

    reviewer, case = until(held)
    answer = reviewer.ask("POST", "review", f"/cases/{case['id']}/decision", json=decision)
    assert answer.status_code in {201, 409}, answer.text
    found: Json = case
    return found
