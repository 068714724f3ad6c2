"""The review service: cases and what reviewers do with them."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def cases(filters: Json) -> Json:
    """A page of the cases that this reviewer may see; `status` may be all."""
    asked = {name: value for name, value in filters.items() if (name, value) != ("status", "all")}
    answer: Json = call("review", "GET", "/cases", params=asked).json()
    return answer


def units(name: str = "") -> Json:
    """The units to which the list can be narrowed down, those with this in their names; `more` if there are others."""
    answer: Json = call("review", "GET", "/cases/units", params={"q": name} if name else None).json()
    return answer


def case(case_id: str) -> Json:
    """One case with decisions, history, what is possible now, and a pass for its contents."""
    answer: Json = call("review", "GET", f"/cases/{case_id}").json()
    return answer


def decide(case_id: str, decision: str, reasons: list[Json]) -> Json:
    """Approve or return. Raises ApiError 403, 409, 422."""
    body = {"decision": decision, "reasons": reasons}
    answer: Json = call("review", "POST", f"/cases/{case_id}/decision", json=body).json()
    return answer


def take_over(case_id: str) -> None:
    """Make the case one's own. Raises ApiError 403, 409."""
    call("review", "POST", f"/cases/{case_id}/takeover")


def recuse(case_id: str, reason: str) -> None:
    """Keep away from a case and its person. Raises ApiError 403, 409, 422."""
    call("review", "POST", f"/cases/{case_id}/recusal", json={"reason": reason})


def add_note(case_id: str, text: str) -> None:
    """Leave a note for colleagues. Raises ApiError 422."""
    call("review", "POST", f"/cases/{case_id}/notes", json={"text": text})
