"""The commands that `zhicheng` runs and joins."""

import json

from click.testing import CliRunner

from services.review.cli import cli
from tests.review.builders import decided, requested, reviewer, unit


def test_reconcile_prints_how_every_case_stands() -> None:
    request = requested(unit())
    case = decided(request, reviewer(request.unit_id))

    printed = json.loads(CliRunner().invoke(cli, ["reconcile"]).stdout)

    assert printed == {
        "cases": [
            {
                "id": str(case.id),
                "kind": "record",
                "subject_id": str(request.subject_id),
                "submission_id": str(request.submission_id),
                "status": "decided",
                "outcome": None,
                "version": 3,
            }
        ]
    }
