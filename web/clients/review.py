"""The review service: cases and what reviewers do with them."""

from typing import Any

from web.clients.http import ApiError, call

LIST_LOST = (404, 422)  # the case has left the list, or the address names filters that there are not

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


def reopen(case_id: str, reason: str) -> None:
    """Have the approved record of a case opened again. Raises ApiError 403, 409, 422."""
    call("review", "POST", f"/cases/{case_id}/reopening", json={"reason": reason})


def add_note(case_id: str, text: str) -> None:
    """Leave a note for colleagues. Raises ApiError 422."""
    call("review", "POST", f"/cases/{case_id}/notes", json={"text": text})


def next_case(case_id: str, filters: dict[str, str]) -> str | None:
    """The case of the filtered list that this reviewer can decide after that one; None if there is no other."""
    asked = {name: value for name, value in filters.items() if name != "cursor" and (name, value) != ("status", "all")}
    try:
        found: str | None = call("review", "GET", "/cases/next", params=asked | {"after": case_id}).json()["id"]
    except ApiError as error:
        if error.status not in LIST_LOST:
            raise
        return None
    return found


def units_with_canned_reasons() -> list[Json]:
    """The units that this administrator administers, with what is offered there."""
    answer: list[Json] = call("review", "GET", "/canned-reasons").json()
    return answer


def add_canned_reason(unit_id: str, text: str, section: str | None) -> None:
    """Add one to a unit's own. Raises ApiError 409, 422."""
    call("review", "POST", f"/units/{unit_id}/canned-reasons", json={"text": text, "section": section})


def change_canned_reason(reason_id: str, text: str, section: str | None) -> None:
    """Change one. Raises ApiError 404, 422."""
    call("review", "PUT", f"/canned-reasons/{reason_id}", json={"text": text, "section": section})


def retire_canned_reason(reason_id: str) -> None:
    """Offer it no more. Raises ApiError 404."""
    call("review", "DELETE", f"/canned-reasons/{reason_id}")


def order_canned_reasons(unit_id: str, ids: list[str]) -> None:
    """Put a unit's own in order. Raises ApiError 409."""
    call("review", "PUT", f"/units/{unit_id}/canned-reasons/order", json={"ids": ids})


def administered_units(q: str) -> list[Json]:
    """Units within an administrator's reach by a piece of their name; without it those of the roles."""
    answer: list[Json] = call("review", "GET", "/units", params={"q": q}).json()
    return answer


def unit(unit_id: str) -> Json:
    """One unit. Raises ApiError 404."""
    answer: Json = call("review", "GET", f"/units/{unit_id}").json()
    return answer


def staff(unit_id: str) -> list[Json]:
    """Who reviews and administers for a unit. Raises ApiError 404."""
    answer: list[Json] = call("review", "GET", f"/units/{unit_id}/staff").json()
    return answer


def chain(unit_id: str) -> Json:
    """The stages of new cases of a unit, and for which unit they were set. Raises ApiError 404."""
    answer: Json = call("review", "GET", f"/units/{unit_id}/chain").json()
    return answer


def set_chain(unit_id: str, stages: list[Json], resume: str) -> None:
    """Set the stages of a unit and those below it. Raises ApiError 404, 422."""
    call("review", "PUT", f"/units/{unit_id}/chain", json={"stages": stages, "resume": resume})


def inherit_chain(unit_id: str) -> None:
    """Let a unit follow the one above it. Raises ApiError 404."""
    call("review", "DELETE", f"/units/{unit_id}/chain")


def set_substitute(person_id: str, substitute_id: str) -> None:
    """Name who stands in for somebody; an empty id: nobody. Raises ApiError 404, 422."""
    path = f"/staff/{person_id}/substitute"
    if substitute_id:
        call("review", "PUT", path, json={"substitute_id": substitute_id})
    else:
        call("review", "DELETE", path)
