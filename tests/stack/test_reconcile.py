"""The comparison finds each way in which the services can disagree, and nothing where they agree."""

from copy import deepcopy
from typing import Any

import pytest

from stack.reconcile import reconcile

AGREEING: dict[str, Any] = {
    "auth": {
        "people": [{"id": "p", "version": 1, "active": True, "unit_id": "u"}],
        "units": [{"id": "u", "version": 2}, {"id": "m", "version": 2, "merged_into_id": "u"}],
        "corrections": [{"id": "i", "outcome": "approved"}],
    },
    "profile": {
        "subjects": [
            {"kind": "record", "id": "p", "status": "approved", "version": 3, "submission_id": "s1"},
            {"kind": "change", "id": "c", "status": "pending", "version": 1, "submission_id": "c"},
            {"kind": "identity", "id": "i", "status": "approved", "version": 3, "submission_id": "i"},
            {"kind": "transfer", "id": "t", "status": "applying", "version": 2, "submission_id": "t"},
        ],
        "settlements": [
            {"submission_id": "s1", "case_id": "k1", "outcome": "approved"},
            {"submission_id": "i", "case_id": "k4", "outcome": "approved"},
        ],
        "people": [{"id": "p", "version": 1}],
        "units": [{"id": "u", "version": 2}, {"id": "m", "version": 2}],
        "figures": [],
    },
    "review": {
        "figures": [],
        "cases": [
            {"id": "k1", "unit_id": "u", "submission_id": "s1", "status": "closed", "outcome": "approved"},
            {"id": "k2", "unit_id": "u", "submission_id": "c", "status": "assigned", "outcome": None},
            {"id": "k4", "unit_id": "u", "submission_id": "i", "status": "closed", "outcome": "approved"},
            {"id": "k5", "unit_id": "u", "submission_id": "t", "status": "decided", "outcome": None},
        ],
        "people": [{"id": "p", "version": 1}],
        "units": [{"id": "u", "version": 2}],
    },
    "notices": {
        "people": [{"id": "p", "version": 1, "active": True}],
        "units": [{"id": "u", "version": 2}, {"id": "m", "version": 2}],
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


def old_unit_in_profile(sides: Any) -> None:
    sides["profile"]["units"][0]["version"] = 1


def unit_that_review_has_not_heard_changed(sides: Any) -> None:
    sides["review"]["units"][0]["version"] = 1


def somebody_left_in_a_merged_unit(sides: Any) -> None:
    sides["auth"]["people"][0]["unit_id"] = "m"


def case_left_in_a_merged_unit(sides: Any) -> None:
    sides["review"]["cases"][0]["unit_id"] = "m"


def stale_unit(sides: Any) -> None:
    sides["notices"]["units"][0]["version"] = 1


def told_but_never_applied(sides: Any) -> None:
    sides["auth"]["corrections"].clear()


def applied_but_never_told(sides: Any) -> None:
    sides["auth"]["corrections"].append({"id": "t", "outcome": "approved"})


def other_end_of_a_correction(sides: Any) -> None:
    sides["profile"]["subjects"][2]["status"] = "conflict"


def old_name_in_profile(sides: Any) -> None:
    sides["profile"]["people"][0]["version"] = 0


def old_unit_in_review(sides: Any) -> None:
    sides["review"]["people"][0]["version"] = 0


def test_services_that_agree_have_no_differences() -> None:
    assert reconcile(AGREEING) == {"agree": True, "differences": []}


@pytest.mark.parametrize(
    "spoil",
    [
        wrong_figure,
        old_unit_in_profile,
        unit_that_review_has_not_heard_changed,
        somebody_left_in_a_merged_unit,
        case_left_in_a_merged_unit,
        set_status,
        other_outcome,
        lost_case,
        second_case,
        case_of_nothing,
        never_settled,
        stale_record,
        missing_person,
        stale_unit,
        told_but_never_applied,
        applied_but_never_told,
        other_end_of_a_correction,
        old_name_in_profile,
        old_unit_in_review,
    ],
)
def test_every_disagreement_is_found(spoil: Any) -> None:
    sides = deepcopy(AGREEING)
    spoil(sides)

    assert reconcile(sides)["agree"] is False
