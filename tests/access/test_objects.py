"""What one may not know of answers 404: each route that names an object, asked by everybody about the same object.

A row of `objects.txt` is a service, a route, and a cell for each of `world.COLUMNS`: whose it is, another professional
of the unit, the reviewer who holds the case, another reviewer, the unit's administrator, the superior's, and somebody
with all these roles in a unit that has nothing to do with it. + knows the object, whatever else is answered; 0 is told
that there is none (404); - is refused whatever it names (403). In the last column there is never a +.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from werkzeug.test import TestResponse

from shared.settings import SERVICES
from tests.access.table import FOLDER, in_openapi, read, routes_of
from tests.access.world import CITY_NAME, COLUMNS, FACTS, TEXT, WHY, World, attached, made_world
from tests.apps import service_app
from tests.fuzzing.operations import cases, operations_of

SIGN = {403: "-", 404: "0"}
FIRST_ASKED = ("elsewhere", "peer", "colleague", "admin", "superior", "holder", "self")
CANARY = "欧阳"
BODIES: dict[str, dict[str, Any]] = {
    "POST /people-imports/{import_id}/run": {"choice": "all"},
    "POST /people-imports/{import_id}/slips": {"unit_id": "00000000-0000-4000-8000-000000000007"},
    "PUT /units/{unit_id}": FACTS | {"phone": "", "address": "", "same_name": False},
    "PUT /units/{unit_id}/contact": {"phone": "", "address": ""},
    "POST /units/{unit_id}/move": WHY | {"superior_id": None},
    "POST /units/{unit_id}/closing": WHY,
    "POST /units/{unit_id}/requests": WHY | FACTS,
    "POST /units/{unit_id}/mergers": WHY | {"into_id": "00000000-0000-4000-8000-000000000007"},
    "POST /grants/proposals/{proposal_id}/refusal": WHY,
    "POST /grants/{grant_id}/ending": WHY,
    "POST /unit-imports/{import_id}/run": {"choice": "all"},
    "PUT /record/entries/{entry_id}": {"data": {"major": "临床医学"}},
    "PUT /written-notices/{notice_id}": TEXT,
    "PUT /written-notices/{notice_id}/revision": TEXT,
}
# No unit has these: only administrators of the whole system come in, or everybody who has a code.
OF_THE_SYSTEM = ("outgoing-messages", "deliveries", "partners", "windows", "code-additions", "account-mergers", "audit")
# For which one needs an approved record, so that nobody else comes so far: tests/profile/test_change_drafts.py.
DRAFTS = "/change-drafts/{draft_id}"
DESCRIPTIONS = ("/docs", "/openapi.json", "/metrics")
FOR_EVERYBODY = {"profile GET /corrections/units"}  # by name, to choose where one moves to
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"q": "欧阳"},
    {"unit": "{unit_id}"},
    {"unit_id": "{unit_id}"},
    {"dimension": "status", "value": "approved"},
    {"dimension": "status", "value": "approved", "unit_id": "{unit_id}"},
)


def table() -> dict[tuple[str, str], str]:
    """The cells of each service's routes, as OpenAPI writes them."""
    rows = [line.split() for line in (FOLDER / "objects.txt").read_text().splitlines() if line[:1].isalpha()]
    return {(service, in_openapi(f"{method} {rule}")): "".join(cells) for service, method, rule, *cells in rows}


def test_every_route_that_names_an_object_is_in_the_table() -> None:
    naming = {
        (service, in_openapi(row.route))
        for service in SERVICES
        for row in read(service)
        if "<uuid:" in row.route and not any(f"/{each}/" in row.route for each in OF_THE_SYSTEM)
    }

    assert naming - set(table()) == {("profile", f"{method} {DRAFTS}") for method in ("PUT", "DELETE")}


def test_who_has_nothing_to_do_with_an_object_is_told_of_none_in_lists_or_by_its_id(clean: None, keys: None) -> None:
    world, cells = made_world(), table()
    assert all(row[-1] != "+" for row in cells.values())

    assert set(where_it_is_shown(world, "elsewhere", QUERIES)) == FOR_EVERYBODY
    assert len(set(where_it_is_shown(world, "superior", QUERIES[-1:] + QUERIES[:1]))) > 8  # or the walk is blind

    said = {(service, route): asked(world, service, route, operation) for service, route, operation in named(cells)}
    assert {key: f"{row}, but {cells[key]} in the table" for key, row in said.items() if row != cells[key]} == {}
    assert set(said) == set(cells)


def named(cells: dict[tuple[str, str], str]) -> Iterator[tuple[str, str, Any]]:
    for service in SERVICES:
        found = dict(operations_of(service))
        yield from ((service, route, found[route]) for owner, route in cells if owner == service)


def asked(world: World, service: str, route: str, operation: Any) -> str:
    """The cells of a route as its service answers; whoever should know least asks first."""
    method, path = route.split()
    body = BODIES.get(route) or next((case.body for case in cases(operation, 1) if isinstance(case.body, dict)), None)
    said = {}
    for who in FIRST_ASKED:
        if method == "DELETE":
            for name in re.findall(r"{(\w+)}", path):
                world.make(service, name)
        headers = world.headers[who] | ({} if method == "GET" else {"If-Match": '"1"'})
        client, place = service_app(service).test_client(), address_of(path, world.ids[service])
        content = {"data": attached()} if path.endswith("/attachments") else {"json": None if method == "GET" else body}
        with client.open(place, method=method, headers=headers, **content) as answer:
            assert answer.status_code < 500, (route, who, answer.get_json(silent=True))
            assert CANARY not in text_of(answer) or SIGN.get(answer.status_code) is None, (route, who)
            said[who] = SIGN.get(answer.status_code, "+")
    return "".join(said[who] for who in COLUMNS)


def address_of(path: str, ids: dict[str, str]) -> str:
    """Of two kinds of imports the routes say the same name."""
    return path.replace("/unit-imports/{import_id}", "/unit-imports/{unit_import_id}").format(**ids, page=1, number=1)


def where_it_is_shown(world: World, who: str, queries: Sequence[dict[str, str]]) -> Iterator[str]:
    """The routes without an object in them that show somebody a name or an id of the hidden unit."""
    for service in SERVICES:
        app, ids = service_app(service), world.ids[service]
        for route, rule in routes_of(app).items():
            if rule.arguments or not route.startswith("GET") or rule.rule in DESCRIPTIONS:
                continue
            for query in queries:
                filled = {name: value.format(**ids) for name, value in query.items()}
                with app.test_client().get(rule.rule, query_string=filled, headers=world.headers[who]) as answer:
                    text = text_of(answer).replace(CITY_NAME, "")
                    assert answer.status_code < 500, (route, query)
                if CANARY in text or any(each in text for name, each in ids.items() if each not in filled.values()):
                    yield f"{service} {route}"


def text_of(answer: TestResponse) -> str:
    """What an answer says, in an Excel file too."""
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return str(answer.get_json(silent=True)) if answer.is_json else content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as sheet:
        return "".join(sheet.read(name).decode(errors="replace") for name in sheet.namelist())
