"""People who use the product through its pages, each in a thread, and write down what they were told."""

import random
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.chaos.browser import Away, Browser, Form, Page, Told
from tests.chaos.ledger import Deed, Ledger
from tests.own_stack import Account

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 1.0
SECTION = "work_experience"
SHARING = "/sharing/expert-site"
PRESSED_AGAIN = 0.5
# The units whose people take part: one whose reviewers review each other, and two of the usual kind.
UNITS = {"唐山陡河建筑设计研究院有限公司", "石家庄市滹沱河人民医院", "石家庄市柏林路高级中学"}
AGREES = 0.75
DASHES_OF_AN_ID = 4

Act = Callable[[], None]


def partakers(accounts: list[Account]) -> list[Account]:
    """Those of the demo who take part."""
    return [account for account in accounts if account["unit"] in UNITS]


def crowd_of(
    accounts: Collection[Account], open_browser: Callable[[], Browser], ledger: Ledger, over: threading.Event
) -> list["Someone"]:
    """One of each account, who leave alone whoever does not take part."""
    names = [account["name"] for account in accounts]
    return [Someone(open_browser(), account, ledger, over, names) for account in accounts]


@contextmanager
def at_work(crowd: list["Someone"], over: threading.Event) -> Iterator[None]:
    """All of them at once, as long as the block lasts."""
    try:
        for person in crowd:
            person.start()
        yield
    finally:
        over.set()
        for person in crowd:
            person.join()


class Someone(threading.Thread):
    """One person at a browser; what they may do they see by the forms that their pages offer.

    What they do to others they do to those who take part as well: the rest may be the people of other tests.
    """

    def __init__(
        self, browser: Browser, account: Account, ledger: Ledger, stopping: threading.Event, partakers: Collection[str]
    ) -> None:
        super().__init__(name=account["login"])
        self.browser = browser
        self.account, self.ledger, self.stopping, self.partakers = account, ledger, stopping, partakers
        self.login: str = account["login"]
        self.chance = random.Random(f"{ledger.seed} {self.login}")
        self.acts = self._acts()

    def run(self) -> None:
        """Do one thing after another until it is over."""
        self.sign_in()
        while not self.stopping.wait(self.chance.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)):
            act = self.chance.choices(list(self.acts), list(self.acts.values()))[0]
            try:
                act()
            except Away:
                continue
        self.browser.http.close()

    def sign_in(self) -> None:
        """Begin a session; written down as well."""
        with self.ledger.deed("sign_in", self.login) as deed:
            try:
                deed.told = self.browser.sign_in(self.login, self.account["password"])
            except Away:
                return

    def look(self, address: str) -> Page:
        """A page; who has been signed out signs in again. Raises Away."""
        page = self.browser.page(address)
        if page.path == "/login":
            self.sign_in()
            page = self.browser.page(address)
        return page

    def send(self, deed: Deed, form: Form) -> None:
        """Press the button; who hears nothing presses it once more, often. What was unclear once stays so."""
        deed.told = self.browser.send(form)
        if deed.told is Told.NOTHING and self.chance.random() < PRESSED_AGAIN:
            again = self.browser.send(form)
            deed.told = Told.YES if again is Told.YES else Told.NOTHING

    def _acts(self) -> dict[Act, float]:
        """What they do, and how often."""
        acts: dict[Act, float] = {self.sign_in: 0.5}
        roles = set(self.account["roles"])
        if "professional" in roles:
            acts |= {self.save: 4, self.submit: 3, self.change: 6, self.share: 2}
            acts |= {self.withdraw_record: 0.3, self.withdraw_change: 0.7, self.revoke: 1}
        if roles & {"unit_reviewer", "unit_admin"}:
            acts |= {self.decide: 12}
        if "unit_admin" in roles:
            acts |= {self.reopen: 2}
        return acts

    # A professional

    def save(self) -> None:
        """保存 one entry."""
        entries = [link for link in self.look("/record").links(f"/record?open={SECTION}&") if "entry=new" not in link]
        page = self.look(self.chance.choice(entries)) if entries else None
        form = page.form(f"/record/sections/{SECTION}") if page else None
        if form and page and page.values("tech_work"):
            with self.ledger.deed("save", self.login, dict(form.fields)["entry"]) as deed:
                self.send(deed, form.with_values(tech_work=deed.mark))

    def submit(self) -> None:
        """提交审核, by the button that saves the open form with it."""
        page = self.look("/record")
        form = page.form("/record/sections/basic_info")
        if form and page.tree.css_first("button[name=then][value=submit]"):
            with self.ledger.deed("submit", self.login) as deed:
                self.send(deed, form.with_values(then="submit"))

    def withdraw_record(self) -> None:
        """撤回 what was handed in."""
        self._press("withdraw_record", "/record", "/record/withdrawal")

    def change(self) -> None:
        """信息变更申请 about one entry."""
        entries = self.look(f"/changes/new?section={SECTION}").values("entry")
        if entries:
            asked = {"section": SECTION, "entry": self.chance.choice(entries), "action": "modify"}
            form = self.look(f"/changes/new?{urlencode(asked)}").form("/changes/new")
            if form:
                with self.ledger.deed("change", self.login, asked["entry"]) as deed:
                    self.send(deed, form.with_values(tech_work=deed.mark, reason=deed.mark))

    def withdraw_change(self) -> None:
        """撤销 one that still waits."""
        links = self.look("/changes?status=pending").links("/changes/")
        own = [
            link for link in links if len(link.removeprefix("/changes/")) == len("00000000-0000-0000-0000-000000000000")
        ]
        if own:
            address = self.chance.choice(own)
            self._press("withdraw_change", address, "/withdrawal", address.rpartition("/")[2])

    def share(self) -> None:
        """Agree to be shared, with what is switched on and the kind of work."""
        form = self.look(SHARING).form(f"{SHARING}/consent")
        if form:
            fields = [*form.fields, *(("fields", f"{SECTION}.{key}") for key in ("unit_name", "tech_work"))]
            kept = list(dict.fromkeys(field for field in fields if field[0] != "agreed"))
            with self.ledger.deed("share", self.login) as deed:
                self.send(deed, Form(form.action, [*kept, ("agreed", "yes")]))

    def revoke(self) -> None:
        """Take it back."""
        self._press("revoke", SHARING, f"{SHARING}/revocation")

    def _press(self, kind: str, address: str, action: str, about: str = "") -> None:
        form = self.look(address).form(action)
        if form:
            with self.ledger.deed(kind, self.login, about) as deed:
                self.send(deed, form)

    # A reviewer

    def decide(self) -> None:
        """Decide about one of the cases that lie on the desk."""
        cases = self.look("/cases?status=assigned&holder=mine").links("/cases/")
        if not cases:
            return
        address = self.chance.choice(cases).partition("?")[0]
        form = self._form_of_case(address, "/decision")
        if form is None:
            return
        agrees = self.chance.random() < AGREES
        with self.ledger.deed("decide", self.login, form.action.split("/")[2]) as deed:
            deed.mark = f"{deed.mark}{'通过' if agrees else '退回'}"
            given = {"decision": "approve" if agrees else "return"}
            reason = {f"reason__{part}": "" for part in ("section", "entry", "field")} | {"reason__text": deed.mark}
            self.send(deed, form.with_values(**given, **({} if agrees else reason)))

    def _form_of_case(self, address: str, action: str) -> Form | None:
        """What can be done to a case, if it is that of somebody who takes part."""
        page = self.look(address)
        return page.form(action) if page.heading.startswith(tuple(self.partakers)) else None

    def reopen(self) -> None:
        """重新开放填写 an approved record."""
        cases = self.look("/cases?status=closed&kind=record").links("/cases/")
        if cases:
            address = self.chance.choice(cases).partition("?")[0]
            form = self._form_of_case(address, "/reopening")
            if form:
                with self.ledger.deed("reopen", self.login, address.split("/")[2]) as deed:
                    self.send(deed, form.with_values(reason=deed.mark))
