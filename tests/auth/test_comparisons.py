"""What comparing the services found stands on a page, and what auth is the owner of is told again from there."""

import ast
import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from services.auth.cli import cli
from services.auth.db import db
from services.auth.operations.comparisons import MOST_KEPT
from shared.auth import Role
from shared.messaging.tables import OutboxMessage
from stack import reconcile
from stack.difference_words import DIFFERENCE_WORDS, words_of
from stack.mending import MOST_SHOWN, as_kept
from tests.apps import service_app
from tests.audit.reading import entries
from tests.auth.conftest import make_person, make_unit
from tests.review.builders import bearer, person

pytestmark = pytest.mark.usefixtures("clean", "keys")
REASON = {"reason": "副本缺失"}
OF_MERGERS = "message is left with a merged account"


@pytest.fixture
def client() -> FlaskClient:
    return service_app("auth").test_client()


@pytest.fixture
def admin() -> dict[str, str]:
    return bearer(person((Role.SYSTEM_ADMIN, uuid4())))


def compared(*differences: dict[str, Any]) -> None:
    """What the command keeps after a comparison."""
    CliRunner().invoke(cli, ["note-comparison", as_kept(list(differences))], catch_exceptions=False)


def missing(kind: str, about: UUID) -> dict[str, Any]:
    return {"what": f"{kind} has no copy", "id": str(about)}


def told() -> set[tuple[str, str]]:
    with db.reading() as session:
        return {(one.name, one.aggregate_id) for one in session.scalars(select(OutboxMessage))}


def test_what_was_found_is_shown_in_words_the_newest_first(client: FlaskClient, admin: dict[str, str]) -> None:
    assert client.get("/comparisons", headers=admin).json == {"items": []}

    compared(*({"what": "sum differs", "unit_id": "u"} for _ in range(MOST_SHOWN + 1)))
    compared()
    now = client.get("/comparisons", headers=admin).json
    assert now
    assert [one["total"] for one in now["items"]] == [0, MOST_SHOWN + 1]
    shown = now["items"][1]["differences"]
    assert len(shown) == MOST_SHOWN
    assert shown[0] == {"what": "统计数字与明细不符", "about": "", "told_as": None}

    for _ in range(MOST_KEPT):
        compared()
    assert {one["total"] for one in client.get("/comparisons", headers=admin).json["items"]} == {0}


def test_what_auth_owns_is_told_again_with_a_reason_and_the_rest_is_left(
    client: FlaskClient, admin: dict[str, str]
) -> None:
    unit_id = make_unit()
    person_id = make_person(unit_id, password=None).id
    orphan = {"what": "copy of person differs", "id": str(uuid4()), "owned": None}
    case = {"what": "case differs from its settlement", "id": str(uuid4())}
    compared(missing("unit", unit_id), missing("person", person_id), orphan, case)
    before = told()

    assert client.post("/comparisons/retelling", json={}, headers=admin).status_code == 422
    assert told() == before
    answer = client.post("/comparisons/retelling", json=REASON, headers=admin)

    assert answer.json == {"units": 1, "people": 1}
    assert {("unit.changed", str(unit_id)), ("person.changed", str(person_id))} <= told()
    details = entries("auth")[-1].details
    assert (details["reason"], details["units"], details["people"]) == ("副本缺失", [str(unit_id)], [str(person_id)])


@pytest.mark.parametrize("found", [None, [], [{"what": "sum differs"}]], ids=["never", "agreement", "figures"])
def test_where_nothing_can_be_told_again_the_button_says_so(
    client: FlaskClient, admin: dict[str, str], found: list[dict[str, Any]] | None
) -> None:
    if found is not None:
        compared(*found)

    answer = client.post("/comparisons/retelling", json=REASON, headers=admin)

    assert (answer.status_code, answer.json["error"]) == (409, "nothing_to_tell")


def test_every_difference_has_its_words() -> None:
    """The names in the source, with any word where one is filled in, are those that have words, and no others."""
    source = Path(reconcile.__file__).read_text()
    patterns = [pattern_of(name) for name in names(ast.parse(source))] + ["sum differs|not counted|counted wrongly"]

    for what in DIFFERENCE_WORDS:
        assert any(re.fullmatch(pattern, what) for pattern in patterns), what
    for pattern in patterns:
        assert any(re.fullmatch(pattern, what) for what in DIFFERENCE_WORDS), pattern
    assert words_of({"what": "figures of review: not counted"}) == "没有计入统计"
    assert json.loads(as_kept([{"what": OF_MERGERS, "id": 7}]))["differences"][0]["about"] == "7"


def names(tree: ast.AST) -> list[ast.expr]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [call.args[0] for call in calls if call.func.id == "_difference"]  # type: ignore[attr-defined]


def pattern_of(name: ast.expr) -> str:
    if isinstance(name, ast.Constant):
        return re.escape(str(name.value))
    assert isinstance(name, ast.JoinedStr)
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w ]+" for part in name.values)
