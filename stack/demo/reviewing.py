"""What reviewers do: look at their desks and decide on what lies there, until all that is planned is decided."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from stack.demo.careers import Professional
from stack.demo.cast import Ending
from stack.demo.doors import Visitor, wait_until
from stack.demo.filling import words_of

Json = dict[str, Any]


class Verdict(NamedTuple):
    """What is to be decided about a case, and why it is returned."""

    decision: str
    reasons: tuple[Json, ...] = ()


Judge = Callable[[Visitor, Json], Verdict | None]


def decide_all(what: str, reviewers: Sequence[Visitor], judge: Judge, is_open: Sequence[Callable[[], bool]]) -> None:
    """Decide until nothing that is waited for is open any more; cases that `judge` leaves are left.

    Raises DemoFailed if something is never assigned to any of these reviewers, or never settled.
    """
    waited_for = list(is_open)

    def settled() -> bool:
        for reviewer in reviewers:
            _clear_desk(reviewer, judge)
        waited_for[:] = [still_open for still_open in waited_for if still_open()]
        return not waited_for

    if waited_for:
        wait_until(f"{what} are decided and settled", settled)


def judge_records(people: Mapping[str, Professional]) -> Judge:
    """Decide on records as the cast plans it; `people` by account."""

    def judge(reviewer: Visitor, case: Json) -> Verdict | None:
        person = people.get(case["account"])
        if person is None or case["kind"] != "record":
            return None
        ending = person.part.ending
        if ending is Ending.APPROVED:
            return Verdict("approve")
        if ending is Ending.RETURNED or (ending is Ending.RESUBMITTED and case["number"] == 1):
            return Verdict("return", _reasons(reviewer, case, person))
        return None

    return judge


def _clear_desk(reviewer: Visitor, judge: Judge) -> None:
    for case in reviewer.get("review", "/cases", params={"status": "assigned", "limit": 100})["items"]:
        verdict = judge(reviewer, case) if "decide" in case["actions"] else None
        if verdict:
            body = {"decision": verdict.decision, "reasons": list(verdict.reasons)}
            reviewer.post("review", f"/cases/{case['id']}/decision", json=body)


def _reasons(reviewer: Visitor, case: Json, person: Professional) -> tuple[Json, ...]:
    """All faults at once, each at its field of the entry as it was handed in."""
    shown = reviewer.get("review", f"/cases/{case['id']}")
    given = {"Case-Pass": shown["pass"]}
    submission = reviewer.get("profile", f"/submissions/{case['submission_id']}", headers=given)
    return tuple(
        {
            "section": fault.section,
            "entry": submission["sections"][fault.section][fault.place]["id"],
            "field": fault.field,
            "text": words_of(fault, person),
        }
        for fault in person.part.faults
    )
