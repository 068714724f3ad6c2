"""The commands that `zhicheng` runs and joins."""

import json

from click.testing import CliRunner

from services.review.cli import cli
from tests.review.builders import decided, requested, reviewer, unit


def test_reconcile_prints_how_every_case_stands() -> None:
    request = requested(unit())
    case = decided(request, reviewer(request.unit_id))

    printed = json.loads(CliRunner().invoke(cli, ["reconcile"]).stdout)

    assert printed["cases"] == [
        {
            "id": str(case.id),
            "kind": "record",
            "subject_id": str(request.subject_id),
            "submission_id": str(request.submission_id),
            "unit_id": str(request.unit_id),
            "person_id": str(request.person_id),
            "reviewer_id": str(case.reviewer_id),
            "status": "decided",
            "outcome": None,
            "version": 3,
        }
    ]
    assert printed["people"] == [{"id": str(request.person_id), "version": 0}]


def test_reconcile_prints_what_the_figures_have_not_counted_and_rebuilding_counts_it() -> None:
    request = requested(unit())
    decided(request, reviewer(request.unit_id))
    command = CliRunner().invoke

    before = json.loads(command(cli, ["reconcile"]).stdout)["figures"]
    rebuilt = json.loads(command(cli, ["rebuild-figures"]).stdout)

    assert {each["what"] for each in before} == {"not counted"}
    assert rebuilt["counted"] == 1
    assert json.loads(command(cli, ["reconcile"]).stdout)["figures"] == []
