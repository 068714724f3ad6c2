"""The comparison finds each way in which the services can disagree, and nothing where they agree."""

from copy import deepcopy
from typing import Any

import pytest

from stack.reconcile import reconcile


def case(case_id: str, submission_id: str, status: str, outcome: str | None) -> dict[str, Any]:
    about = {"id": case_id, "unit_id": "u", "person_id": "p", "reviewer_id": "r"}
    return about | {"submission_id": submission_id, "status": status, "outcome": outcome}


AGREEING: dict[str, Any] = {
    "auth": {
        "people": [
            {"id": "p", "version": 1, "active": True, "unit_id": "u"},
            {"id": "q", "version": 2, "active": False, "unit_id": "u", "merged_into_id": "p"},
        ],
        "units": [{"id": "u", "version": 2}, {"id": "m", "version": 2, "merged_into_id": "u"}],
        "corrections": [{"id": "i", "outcome": "approved"}],
    },
    "profile": {
        "subjects": [
            {"kind": "record", "id": "p", "person_id": "p", "status": "approved", "version": 3, "submission_id": "s1"},
            {"kind": "change", "id": "c", "person_id": "p", "status": "pending", "version": 1, "submission_id": "c"},
            {"kind": "identity", "id": "i", "person_id": "p", "status": "approved", "version": 3, "submission_id": "i"},
            {"kind": "transfer", "id": "t", "person_id": "p", "status": "applying", "version": 2, "submission_id": "t"},
        ],
        "settlements": [
            {"submission_id": "s1", "case_id": "k1", "outcome": "approved"},
            {"submission_id": "i", "case_id": "k4", "outcome": "approved"},
        ],
        "people": [{"id": "p", "version": 1}, {"id": "q", "version": 2, "merged_into": "p"}],
        "units": [{"id": "u", "version": 2}, {"id": "m", "version": 2}],
        "shares": [{"id": "h", "person_id": "q", "status": "revoked"}],
        "figures": [],
    },
    "review": {
        "figures": [],
        "cases": [
            case("k1", "s1", "closed", "approved"),
            case("k2", "c", "assigned", None),
            case("k4", "i", "closed", "approved"),
            case("k5", "t", "decided", None),
        ],
        "people": [{"id": "p", "version": 1}],
        "units": [{"id": "u", "version": 2}],
    },
    "notices": {
        "people": [
            {"id": "p", "version": 1, "active": True},
            {"id": "q", "version": 2, "active": False, "merged_into": "p"},
        ],
        "left_messages": [],
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


def share_of_a_merged_account(sides: Any) -> None:
    sides["profile"]["shares"][0]["status"] = "shared"


def case_of_a_merged_account(sides: Any) -> None:
    sides["review"]["cases"][1]["person_id"] = "q"


def case_with_a_merged_account(sides: Any) -> None:
    sides["review"]["cases"][1]["reviewer_id"] = "q"


def wish_of_a_merged_account(sides: Any) -> None:
    sides["profile"]["subjects"][1]["person_id"] = "q"


def message_to_a_merged_account(sides: Any) -> None:
    sides["notices"]["left_messages"].append({"recipient_id": "q", "messages": 1})


def merger_that_notices_has_not_heard(sides: Any) -> None:
    sides["notices"]["people"][1]["merged_into"] = None


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
        share_of_a_merged_account,
        case_of_a_merged_account,
        case_with_a_merged_account,
        wish_of_a_merged_account,
        message_to_a_merged_account,
        merger_that_notices_has_not_heard,
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
