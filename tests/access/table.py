"""Reading the hand-written tables of who may use which route, and asking the real routes whether it is so."""

import re
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from web.assets import STATIC_ENDPOINTS

FOLDER = Path(__file__).parent
COLUMNS = (
    "nobody",
    "first-password",
    "professional",
    "unit_reviewer",
    "unit_admin",
    "superior_admin",
    "system_admin",
    "security_admin",
    "auditor",
)
REFUSED = (401, 403)
UNEXPECTED = 500
SOME_ID = UUID(int=7)


class Row(NamedTuple):
    """A route, as `GET /me`, and who may use it."""

    route: str
    allowed: frozenset[str]


def read(name: str) -> list[Row]:
    """The rows of `<name>.txt`."""
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()
    return [_row(line) for line in lines if line.strip() and not line.startswith("#")]


def _row(line: str) -> Row:
    method, rule, *cells = line.split()
    if len(cells) != len(COLUMNS) or not set(cells) <= {"+", "-"}:
        raise ValueError(f"not a row of {len(COLUMNS)} cells: {line}")
    return Row(f"{method} {rule}", frozenset(name for name, cell in zip(COLUMNS, cells, strict=True) if cell == "+"))


def needing_proof(service: str) -> set[str]:
    """The routes of a service that `recent_proof.txt` names."""
    lines = [line.split() for line in (FOLDER / "recent_proof.txt").read_text().splitlines() if line[:1].isalpha()]
    return {f"{method} {rule}" for owner, method, rule in lines if owner == service}


def routes_of(app: Flask) -> dict[str, Rule]:
    """What the application really answers: `GET /me` and its rule. Files that never change are nobody's secret."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC_ENDPOINTS]
    return {
        f"{method} {rule.rule}": rule
        for rule in rules
        for method in sorted(rule.methods or ())
        if method not in {"HEAD", "OPTIONS"}
    }


def in_openapi(route: str) -> str:
    """A route, or a rule alone, as OpenAPI writes it: `GET /people/{person_id}`."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", route)


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule answers, about something that is not there."""
    values = {name: _value(rule, name) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, UUIDConverter):
        return SOME_ID
    if isinstance(converter, IntegerConverter):
        return 1
    return "education" if re.fullmatch(converter.regex, "education") else "0" * 64  # the hash of a session


def is_refused(answer: TestResponse) -> bool:
    """Whether somebody was turned away: told so, or sent to sign in or to change the first password."""
    turned_away = (answer.location or "").startswith(("/login?next=", "/password"))
    return answer.status_code in REFUSED or turned_away


def is_broken(answer: TestResponse) -> bool:
    """Whether the answer is no answer at all: neither a table nor anybody else may count on it."""
    return answer.status_code >= UNEXPECTED
