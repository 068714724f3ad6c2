"""The comparison finds each way in which the services can disagree, and nothing where they agree."""

from copy import deepcopy
from typing import Any

import pytest

from stack.reconcile import reconcile

AGREEING: dict[str, Any] = {
    "auth": {"people": [{"id": "p", "version": 1, "active": True}], "units": [{"id": "u", "version": 2}]},
    "profile": {
        "subjects": [
            {"kind": "record", "id": "p", "status": "approved", "version": 3, "submission_id": "s1"},
            {"kind": "change", "id": "c", "status": "pending", "version": 1, "submission_id": "c"},
        ],
        "settlements": [{"submission_id": "s1", "case_id": "k1", "outcome": "approved"}],
        "figures": [],
    },
    "review": {
        "figures": [],
        "cases": [
            {"id": "k1", "submission_id": "s1", "status": "closed", "outcome": "approved"},
            {"id": "k2", "submission_id": "c", "status": "assigned", "outcome": None},
        ],
    },
    "notices": {
        "people": [{"id": "p", "version": 1, "active": True}],
        "units": [{"id": "u", "version": 2}],
        "records": [{"person_id": "p", "status": "approved", "version": 3}],
    },
}


def wrong_figure(sides: Any) -> None:
    sides["review"]["figures"] = [{"what": "sum differs", "unit_id": "u", "value": "pending", "kept": 7, "counted": 1}]


def set_status(sides: Any) -> None:
    sides["review"]["cases"][0]["status"] = "decided"


def other_outcome(sides: Any) -> None:
    sides["review"]["cases"][0]["outcome"] = "returned"


def lost_case(sides: Any) -> None:
    del sides["review"]["cases"][1]


def second_case(sides: Any) -> None:
    sides["review"]["cases"].append({**sides["review"]["cases"][1], "id": "k3"})


def case_of_nothing(sides: Any) -> None:
    sides["profile"]["subjects"][1]["status"] = "withdrawn"


def never_settled(sides: Any) -> None:
    sides["profile"]["settlements"].clear()


def stale_record(sides: Any) -> None:
    sides["notices"]["records"][0]["version"] = 2


def missing_person(sides: Any) -> None:
    sides["notices"]["people"].clear()


def stale_unit(sides: Any) -> None:
    sides["notices"]["units"][0]["version"] = 1


def test_services_that_agree_have_no_differences() -> None:
    assert reconcile(AGREEING) == {"agree": True, "differences": []}


@pytest.mark.parametrize(
    "spoil",
    [
        wrong_figure,
        set_status,
        other_outcome,
        lost_case,
        second_case,
        case_of_nothing,
        never_settled,
        stale_record,
        missing_person,
        stale_unit,
    ],
)
def test_every_disagreement_is_found(spoil: Any) -> None:
    sides = deepcopy(AGREEING)
    spoil(sides)

    assert reconcile(sides)["agree"] is False
