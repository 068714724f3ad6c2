"""The gateway's forms as browsers find them: walking pages from link to link, and what to send that nobody expects."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, islice
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
SITE = "http://localhost"
NO_FORMS = {"", "files", "guide", "health"}
ALIKE = 2  # pages of one address rule that are looked at
UNTYPED = {"hidden", "password", "file", "submit", "button", "checkbox", "radio"}
HARD = (
    "²",  # a digit that is no number
    "a\x00b\x1b[31m",
    "字" * 5000,
    "2026-02-30",
    "99999999999999999999999",
    "",
    "\r\nX-Injected: 1",
    "<script>alert(1)</script>{{7*7}}",
    "-1",
    "not-a-uuid",
    "'; DROP TABLE person; --",
    "0001-01-01T99:99",
    "1e309",
    " \u3000\u202e ",
    "\ud800",
    "00000000-0000-0000-0000-000000000000",
    "NaN",
    "9999-12-31",
    "=1+1|cmd",
    "٣١",
    "[]",
    "true",
    "../../../etc/passwd",
    "%s%n{0.__class__}",
    "😀" * 300,
)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Form:
    """A form as it stands in a page: where it goes, what it would send, which of that are typed, which are files."""

    endpoint: str
    action: str
    values: tuple[tuple[str, str], ...]
    typed: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        """What makes forms of several pages the same."""
        return self.endpoint, frozenset(name for name, _ in self.values)

    def with_hard(self, turn: int) -> Pairs:
        """Every field with a hard value of its own, others in each turn."""
        hard = islice(cycle(HARD), turn, None)
        return [(name, next(hard)) for name, _ in self.values]

    def with_one_hard(self, turn: int) -> Pairs:
        """What stands in the form, but for one field, another in each turn."""
        one = turn % max(len(self.values), 1)
        return [
            (name, HARD[turn % len(HARD)] if number == one else stands)
            for number, (name, stands) in enumerate(self.values)
        ]

    def doubled(self) -> Pairs:
        """Every field twice, the second time as something else."""
        return [pair for name, value in self.values for pair in ((name, value), (name, f"{value}'"))]


def forms_of(app: Flask, client: FlaskClient, starts: list[str]) -> dict[tuple[str, frozenset[str]], Form]:
    """All forms that post, of all pages that one gets to from these by links."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    waiting, seen, looked_at = list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address, "GET")
        looked_at[endpoint] += 1
        if endpoint.partition(".")[0] in NO_FORMS or looked_at[endpoint] > ALIKE:
            continue
        with client.get(address) as answer:
            assert answer.status_code != 500, address
            if answer.mimetype != "text/html":
                continue
            page = html.fromstring(answer.text, base_url=SITE + address)
        for form in forms_in(app, page, address):
            found.setdefault(form.kind, form)
        links = {local(address, link) for link in page.xpath("//a/@href")} - seen - {""}
        seen |= links
        waiting += sorted(links)
    return found


def forms_in(app: Flask, page: html.HtmlElement, address: str) -> Iterator[Form]:
    """The forms of a page that post."""
    for form in page.forms:
        action = local(address, form.action or address)
        endpoint = endpoint_of(app, action, "POST")
        if form.method == "POST" and endpoint:
            inputs = [each for each in form.inputs if each.name and each.name != "csrf_token"]
            values = dict.fromkeys((each.name for each in inputs), "") | dict(form.form_values())
            files = frozenset(each.name for each in inputs if each.get("type") == "file")
            typed = frozenset(each.name for each in inputs if is_typed(each))
            sent = tuple((name, value) for name, value in values.items() if name != "csrf_token")
            yield Form(endpoint, action, sent, typed, files)


def is_typed(control: html.InputElement) -> bool:
    """Whether somebody types here what is to be kept: no choice, nothing secret, nothing that is only shown."""
    only_here = control.get("autocomplete") in {"one-time-code", "username"} or control.get("readonly") is not None
    return control.tag != "select" and not only_here and control.get("type", "text") not in UNTYPED


def send(client: FlaskClient, form: Form, pairs: Pairs) -> TestResponse:
    """Send a form, its files with names and content that are as hard as the rest."""
    if not form.files:
        typed = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
        return client.post(form.action, data=typed, content_type=URLENCODED, headers=FROM_HERE)
    parts = [(name, _part(value, as_file=name in form.files)) for name, value in pairs]
    return client.post(form.action, data=MultiDict(parts), content_type=MULTIPART, headers=FROM_HERE)


def _part(value: str, *, as_file: bool) -> str | tuple[BytesIO, str]:
    sent = value.encode("utf-8", "replace").decode()
    return (BytesIO(sent.encode()), f"{sent[:200]}.pdf".replace("\r\n", "")) if as_file else sent


def lost(answer: TestResponse, form: Form, pairs: Pairs) -> list[str]:
    """The fields of a refused form that the page which shows it again does not show as they were typed."""
    page = html.fromstring(answer.text)
    again = [each for each in page.forms if form.typed and form.typed <= set(each.fields.keys())]
    first = dict(reversed(pairs))  # of a field that is sent twice, pages read the first
    typed = {name: shown(value) for name, value in first.items() if name in form.typed and is_shown(value)}
    stand = {(name, shown(value)) for each in again for name, value in each.form_values()}
    return [name for name, value in typed.items() if again and (name, value) not in stand]


def is_shown(value: str) -> bool:
    """Whether HTML can say it: no control characters, nothing that is half a character."""
    return value.isprintable() and value.strip() == value


def shown(value: str | None) -> str:
    """What a person sees of a value."""
    return " ".join((value or "").split())


def local(address: str, link: str) -> str:
    """Where a link leads, if to a page of the gateway, else nothing."""
    parts = urlsplit(urljoin(SITE + address, link))
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}" if parts.netloc == urlsplit(SITE).netloc else ""


def endpoint_of(app: Flask, address: str, method: str) -> str:
    """The page that answers an address, if any."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0])
    except HTTPException:
        return ""
