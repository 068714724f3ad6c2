"""Those who use the product while it is measured: people of the demo, each signed in once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from tests.chaos.browser import Browser, Told
from tests.chaos.databases import Databases
from tests.own_stack import Account, Stack

OF_STATUS = (
    "SELECT p.account FROM record r JOIN person p ON p.id = r.id WHERE r.status = %s AND p.account = ANY(%s) ORDER BY 1"
)
IDS = "SELECT account, id FROM person WHERE account = ANY(%s)"
REVIEWERS = {"unit_reviewer", "unit_admin"}
ADMINISTRATORS = {"unit_admin", "superior_admin"}


@dataclass(frozen=True)
class Someone:
    """One person at a browser."""

    id: str
    account: Account
    browser: Browser
    colleague: "Someone | None" = None  # of a reviewer: somebody whose requests they decide

    @property
    def cookie(self) -> str:
        """What the browser shows with every request."""
        return "; ".join(f"{one.name}={one.value}" for one in self.browser.http.cookies.jar)


class Crowd:
    """Groups of them by what they can do."""

    def __init__(self, stack: Stack, databases: Databases) -> None:
        self.stack, self.databases = stack, databases
        self.known: dict[str, Someone] = {}
        self.groups: dict[str, Callable[[int], list[Someone]]] = {
            "professionals": lambda number: self._signed_in(self._waiting[:number]),
            "writers": self._writers,
            "approved": lambda number: self._signed_in(self._approved[:number]),
            "deciders": self._deciders,
            "reviewers": lambda number: self._with_roles(REVIEWERS, number),
            "administrators": lambda number: self._with_roles(ADMINISTRATORS, number),
        }

    def of(self, group: str, number: int) -> list[Someone]:
        """So many of a group, always the same ones."""
        found = self.groups[group](number)
        assert len(found) == number, f"only {len(found)} {group}"
        return found

    @property
    def _logins(self) -> list[str]:
        return [one["login"] for one in self.stack.accounts]

    @cached_property
    def _waiting(self) -> list[Account]:
        return self._whose_record_is("pending")

    @cached_property
    def _approved(self) -> list[Account]:
        return self._whose_record_is("approved")

    def _whose_record_is(self, status: str) -> list[Account]:
        logins = {row["account"] for row in self.databases.rows("profile", OF_STATUS, status, self._logins)}
        return [one for one in self.stack.accounts if one["login"] in logins]

    @cached_property
    def _ids(self) -> dict[str, str]:
        return {row["account"]: str(row["id"]) for row in self.databases.rows("auth", IDS, self._logins)}

    def _with_roles(self, roles: set[str], number: int) -> list[Someone]:
        return self._signed_in([one for one in self.stack.accounts if roles & set(one["roles"])][:number])

    def _writers(self, number: int) -> list[Someone]:
        """Professionals whose complete record is their own again."""
        found = self._signed_in(self._waiting[:number])
        for one in found:
            form = one.browser.page("/record").form("/record/withdrawal")
            if form:
                assert one.browser.send(form) is Told.YES
        return found

    def _deciders(self, _: int) -> list[Someone]:
        """The only reviewer of a unit, with somebody there who may ask for changes."""
        units = {one["unit"]: one for one in self._approved if not REVIEWERS & set(one["roles"])}
        reviewers = [one for one in self.stack.accounts if one["role"] == "unit_reviewer" and one["unit"] in units]
        many = Counter(one["unit"] for one in reviewers)
        reviewer = next(one for one in reviewers if many[one["unit"]] == 1)
        deciding, asking = self._signed_in([reviewer, units[reviewer["unit"]]])
        return [replace(deciding, colleague=asking)]

    def _signed_in(self, accounts: list[Account]) -> list[Someone]:
        for account in accounts:
            login = account["login"]
            if login not in self.known:
                browser = Browser(self.stack.url)
                assert browser.sign_in(login, account["password"]) is Told.YES
                self.known[login] = Someone(self._ids[login], account, browser)
        return [self.known[account["login"]] for account in accounts]
