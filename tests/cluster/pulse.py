"""Whether people get what they want: two who try everything that the four services do, and the messages in between."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from shared.settings import SERVICES
from tests.chaos.browser import Away, Browser, Told
from tests.chaos.databases import UNDER_WAY, Databases
from tests.own_stack import Account

PATIENCE = 240.0
PAUSE = 0.2
SECTION = "work_experience"
SENT_BY_THEN = f"{UNDER_WAY} AND created_at <= %s"


@dataclass(frozen=True)
class Healing:
    """Seconds from a loss until pages came again, and until what was sent by then had arrived."""

    pages: float
    messages: float

    def __str__(self) -> str:
        return f"pages after {self.pages:.1f} s, messages after {self.messages:.1f} s"


class Pulse:
    """Two people with browsers of their own."""

    def __init__(
        self, open_browser: Callable[[], Browser], writer: Account, reviewer: Account, databases: Databases
    ) -> None:
        self.open_browser, self.writer, self.reviewer, self.databases = open_browser, writer, reviewer, databases

    def healed(self, began: float) -> Healing:
        """Wait until everything has come off twice in a row. Raises TimeoutError."""
        while True:
            self._until(began, "pages", self._beats)
            pages = time.monotonic() - began
            if self._beats():
                break
        by_then = datetime.now(UTC)  # one machine: the databases' clock is ours
        self._until(began, "messages", lambda: self._arrived(by_then))
        return Healing(pages, time.monotonic() - began)

    def _until(self, began: float, what: str, happens: Callable[[], bool]) -> None:
        while not happens():
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"no {what} within {PATIENCE:g} s")
            time.sleep(PAUSE)

    def _beats(self) -> bool:
        """Both sign in and see what is theirs; one saves something."""
        try:
            return self._writes() and self._reviews()
        except Away:
            return False

    def _writes(self) -> bool:
        browser = self._signed_in(self.writer)
        browser.page("/notices")
        entries = browser.page("/record").links(f"/record?open={SECTION}&")
        form = browser.page(entries[0]).form(f"/record/sections/{SECTION}") if entries else None
        return form is not None and browser.send(form.with_values(tech_work=f"在 {time.time()}")) is Told.YES

    def _reviews(self) -> bool:
        browser = self._signed_in(self.reviewer)
        return browser.page("/cases?status=assigned").path == "/cases" and browser.page("/figures").path == "/figures"

    def _signed_in(self, account: Account) -> Browser:
        browser = self.open_browser()
        if browser.sign_in(account["login"], account["password"]) is not Told.YES:
            raise Away
        return browser

    def _arrived(self, by_then: datetime) -> bool:
        try:
            return not any(self.databases.rows(service, SENT_BY_THEN, by_then)[0]["left"] for service in SERVICES)
        except psycopg.OperationalError:
            return False
