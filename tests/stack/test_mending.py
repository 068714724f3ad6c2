"""Copies that differ are told again by their owner, figures counted again, and the rest is left to people."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from services.auth.cli import cli as auth
from services.notices.db import db as notices_db
from services.notices.models import Person, Unit
from stack.mending import Fixes
from stack.reconcile import reconcile
from tests.agreement.post import PLACES, carry
from tests.audit.reading import entries
from tests.auth.conftest import make_person, make_unit
from tests.stack.after_restore import side

pytestmark = pytest.mark.usefixtures("clean", "keys")


def stands() -> dict[str, Any]:
    return reconcile({service: side(service) for service in PLACES})


def test_copies_that_differ_or_are_missing_agree_when_they_were_told_again() -> None:
    unit_id = make_unit()
    person_id = make_person(unit_id, password=None).id
    carry()
    with notices_db.transaction() as session:
        session.execute(delete(Person).where(Person.id == person_id))
        session.execute(update(Unit).where(Unit.id == unit_id).values(version=0))
    fixes = Fixes(stands()["differences"])
    assert fixes.shown() == {
        "restated": {"person": [str(person_id)], "unit": [str(unit_id)]},
        "counted": [],
        "left": [],
    }

    answer = CliRunner().invoke(
        auth, ["restate", f"--unit={unit_id}", f"--person={person_id}", "--reason=副本缺失"], catch_exceptions=False
    )
    carry()

    assert json.loads(answer.stdout.splitlines()[-1]) == {"units": 1, "people": 1}
    assert stands() == {"agree": True, "differences": []}
    assert entries("auth", "auth.command.restate")[-1].details["reason"] == "副本缺失"


def test_figures_are_counted_again_and_what_nobody_owns_is_left_to_people() -> None:
    orphan = {"what": "copy of person differs", "id": "p", "owned": None, "copy": {"version": 1}}
    figure = {"what": "figures of review: sum differs", "id": "u"}
    case = {"what": "case differs from its settlement", "id": "c"}

    fixes = Fixes([orphan, figure, case])

    assert fixes.shown() == {"restated": {"person": [], "unit": []}, "counted": ["review"], "left": [orphan, case]}
