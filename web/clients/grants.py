"""Roles that give power over others, which the auth service keeps."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def proposals(of: str) -> list[Json]:
    """What waits for this person's confirmation (`awaiting`), or what they have proposed (`own`)."""
    answer: list[Json] = call("auth", "GET", "/grants/proposals", params={"of": of}).json()
    return answer


def propose(person_id: str, unit_id: str, roles: list[str], reason: str, hands_over_from: str | None = None) -> Json:
    """Propose roles for a unit; answers the first proposal. Raises ApiError 403, 404, 409, 422."""
    wish = {"person_id": person_id, "unit_id": unit_id, "roles": roles, "reason": reason}
    body = wish | {"hands_over_from": hands_over_from}
    answer: list[Json] = call("auth", "POST", "/grants/proposals", json=body).json()
    return answer[0]


def confirm(proposal_id: str) -> None:
    """Let a proposal take effect. Raises ApiError 403, 404, 409."""
    call("auth", "POST", f"/grants/proposals/{proposal_id}/confirmation")


def refuse(proposal_id: str, reason: str) -> None:
    """Refuse a proposal. Raises ApiError 403, 404, 409, 422."""
    call("auth", "POST", f"/grants/proposals/{proposal_id}/refusal", json={"reason": reason})


def withdraw(proposal_id: str) -> None:
    """Take back a proposal of one's own. Raises ApiError 404, 409."""
    call("auth", "POST", f"/grants/proposals/{proposal_id}/withdrawal")


def end(grant_id: str, reason: str) -> None:
    """End a role. Raises ApiError 403, 404, 409, 422."""
    call("auth", "POST", f"/grants/{grant_id}/ending", json={"reason": reason})


def people(q: str) -> list[Json]:
    """Some people within reach by name, its sound, account or whole ID number."""
    answer: list[Json] = call("auth", "GET", "/grants/people", params={"q": q}).json()
    return answer


def person(person_id: str, unit_id: str | None = None) -> Json:
    """The roles of a person, and those that could be proposed for a unit. Raises ApiError 404."""
    params = {"unit": unit_id} if unit_id else {}
    answer: Json = call("auth", "GET", f"/grants/people/{person_id}", params=params).json()
    return answer


def units(q: str) -> list[Json]:
    """Some units within reach by a piece of their name; without it those of this person's roles."""
    answer: list[Json] = call("auth", "GET", "/grants/units", params={"q": q}).json()
    return answer


def unit(unit_id: str) -> Json:
    """Who has which role for a unit. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/grants/units/{unit_id}").json()
    return answer


def units_without_administrator() -> list[Json]:
    """The units within reach that have people and no administrator."""
    answer: list[Json] = call("auth", "GET", "/grants/units/without-administrator").json()
    return answer
