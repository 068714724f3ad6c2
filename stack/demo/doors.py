"""The services' doors: everything the demo does goes through the APIs, as somebody who has signed in."""

import threading
import time
from collections.abc import Callable
from typing import Any, Self

import httpx

from shared.settings import SERVICES, settings

PATIENCE = 90.0
RENEW_AFTER = 40.0  # seconds; a token lives for a minute
PAUSE = 0.1

Json = Any


class DemoFailed(Exception):
    """The message says what was refused, or what did not come about in time."""


class Doors:
    """Kept-alive connections to all services, for all threads."""

    def __init__(self) -> None:
        self._clients = {
            service: httpx.Client(base_url=settings.api_url(service), timeout=30, trust_env=False)
            for service in SERVICES
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def ask(self, service: str, method: str, path: str, **content: Any) -> httpx.Response:
        """The answer, whatever it is."""
        return self._clients[service].request(method, path, **content)


class Visitor:
    """Somebody who has signed in."""

    def __init__(self, doors: Doors, login: str, password: str) -> None:
        self.doors, self.login = doors, login
        started = self._answer("auth", "POST", "/sessions", json={"login": login, "password": password})
        self._session = started["session"]
        self._lock = threading.Lock()
        self._token, self._renewed = "", float("-inf")

    def sign_out(self) -> None:
        """End the session."""
        self._answer("auth", "POST", "/sessions/end", json={"session": self._session})

    def get(self, service: str, path: str, **content: Any) -> Json:
        """What is there."""
        return self._answer(service, "GET", path, **self._signed(content))

    def post(self, service: str, path: str, **content: Any) -> Json:
        """Do something; raises DemoFailed if it is refused."""
        return self._answer(service, "POST", path, **self._signed(content))

    def put(self, service: str, path: str, **content: Any) -> Json:
        """Replace something; raises DemoFailed if it is refused."""
        return self._answer(service, "PUT", path, **self._signed(content))

    def _signed(self, content: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._renewed > RENEW_AFTER:
                answer = self._answer("auth", "POST", "/sessions/token", json={"session": self._session})
                self._token, self._renewed = answer["token"], time.monotonic()
        headers = {"Authorization": f"Bearer {self._token}", **content.pop("headers", {})}
        return {"headers": headers, **content}

    def _answer(self, service: str, method: str, path: str, **content: Any) -> Json:
        response = self.doors.ask(service, method, path, **content)
        if not response.is_success:
            raise DemoFailed(f"{self.login}: {method} {service}{path}: {response.status_code} {response.text[:500]}")
        return response.json() if response.content else None


def wait_until(what: str, condition: Callable[[], bool]) -> None:
    """Look again and again; raises DemoFailed if it has not come about in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise DemoFailed(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(PAUSE)
