"""A browser as far as chaos needs one: pages, their forms, and whether people were told yes or no."""

import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Self

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.2
TOP = ".flashes .alert"
UNSENT = {"submit", "button", "file", "reset"}
OFFERED = {"radio", "checkbox"}

Pairs = list[tuple[str, str]]


class Told(StrEnum):
    """What somebody was told of what they did."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing"  # an error, or no answer: it may have happened, whole, or not at all


ANSWERS = {"alert-success": Told.YES, "alert-warning": Told.NO, "alert-danger": Told.NO}


class Away(Exception):
    """The page did not come: nobody answered, or with a fault of the system."""


@dataclass(frozen=True)
class Form:
    """A form as it stands in a page."""

    action: str
    fields: Pairs

    @classmethod
    def of(cls, node: LexborNode, action: str) -> Self:
        """What a browser would send of it, untouched."""
        return cls(action, list(_fields(node)))

    @property
    def data(self) -> dict[str, list[str]]:
        """The same by name, as clients take it: a name may have several values."""
        named: dict[str, list[str]] = {}
        for name, value in self.fields:
            named.setdefault(name, []).append(value)
        return named

    def with_values(self, **typed: str) -> "Form":
        """The same with something typed into it; names with a dot are written with two underscores."""
        named = {name.replace("__", "."): value for name, value in typed.items()}
        kept = [(name, value) for name, value in self.fields if name not in named]
        return Form(self.action, kept + list(named.items()))


class Page:
    """A page that came."""

    def __init__(self, answer: httpx.Response) -> None:
        self.path = answer.url.path
        self.text = answer.text
        self.tree = LexborHTMLParser(answer.text)

    @property
    def heading(self) -> str:
        """What it is about."""
        found = self.tree.css_first("h1")
        return found.text(strip=True) if found else ""

    def form(self, action: str) -> Form | None:
        """The form, or the button with a way of its own, whose address begins so (its query left aside)."""
        for node in self.tree.css("form[method=post]"):
            addresses = [node.attributes.get("action")]
            addresses += [button.attributes.get("formaction") for button in node.css("button")]
            found = next((one for one in addresses if one and one.partition("?")[0].endswith(action)), None)
            if found:
                return Form.of(node, found)
        return None

    def values(self, name: str) -> list[str]:
        """What can be chosen under this name."""
        found = [node.attributes.get("value") for node in self.tree.css(f'input[name="{name}"]')]
        return [value for value in found if value]

    def links(self, beginning: str) -> list[str]:
        """The addresses in it that begin so."""
        found = (node.attributes.get("href") for node in self.tree.css("a"))
        return [address for address in found if address and address.startswith(beginning)]

    @property
    def told(self) -> Told:
        """The last thing that is said of a deed at the top of it; an earlier one may be left from before."""
        classes = " ".join(node.attributes.get("class") or "" for node in self.tree.css(TOP)).split()
        said = [ANSWERS[one] for one in classes if one in ANSWERS]
        return said[-1] if said else Told.NOTHING


class Browser:
    """One person's browser, with its cookies."""

    def __init__(self, url: str, trusted: ssl.SSLContext | bool = True) -> None:
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.http = httpx.Client(base_url=url, timeout=15, trust_env=False, headers=headers, verify=trusted)

    def page(self, address: str) -> Page:
        """What is shown there. Raises Away."""
        try:
            answer = self.http.get(address, follow_redirects=True)
        except httpx.HTTPError as error:
            raise Away from error
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Away
        return Page(answer)

    def page_at_last(self, address: str) -> Page:
        """What is shown there, asked for again and again for a while. Raises Away."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.page(address)
            except Away:
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)

    def send(self, form: Form) -> Told:
        """Press the button, and read what one is told."""
        try:
            answer = self.http.post(form.action, data=form.data)
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return Told.NOTHING
            if not answer.is_redirect:
                return Told.NO
            return self.page_at_last(answer.headers["Location"]).told
        except (httpx.HTTPError, Away):
            return Told.NOTHING

    def sign_in(self, login: str, password: str) -> Told:
        """Sign in; the page after it is not the form again."""
        self.http.cookies.clear()
        form = self.page("/login").form("/login")
        if form is None:
            raise Away
        try:
            answer = self.http.post("/login", data=dict(form.with_values(login=login, password=password).fields))
        except httpx.HTTPError as error:
            raise Away from error
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Away
        return Told.YES if answer.is_redirect else Told.NO


def _fields(form: LexborNode) -> Iterator[tuple[str, str]]:
    for node in form.css("input, select, textarea"):
        name, kind = node.attributes.get("name"), node.attributes.get("type")
        if not name or kind in UNSENT or (kind in OFFERED and "checked" not in node.attributes):
            continue
        if node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            yield name, (chosen.attributes.get("value") or "") if chosen else ""
        elif node.tag == "textarea":
            yield name, node.text()
        else:
            yield name, node.attributes.get("value") or ("on" if kind in OFFERED else "")
