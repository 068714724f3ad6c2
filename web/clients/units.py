"""Units and what is asked of them, which the auth service keeps."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def found(q: str) -> list[Json]:
    """Units within reach by a piece of name, code or pinyin, at most 20."""
    answer: list[Json] = call("auth", "GET", "/units", params={"q": q}).json()
    return answer


def tops() -> list[Json]:
    """Where the tree begins for this administrator."""
    answer: list[Json] = call("auth", "GET", "/units/tops").json()
    return answer


def unit(unit_id: str) -> Json:
    """One unit in full. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/units/{unit_id}").json()
    return answer


def below(unit_id: str, cursor: str | None) -> Json:
    """A page of the units directly below. Raises ApiError 404."""
    params = {"limit": "50"} | ({"cursor": cursor} if cursor else {})
    answer: Json = call("auth", "GET", f"/units/{unit_id}/below", params=params).json()
    return answer


def history(unit_id: str, cursor: str | None) -> Json:
    """A page of what was done to a unit. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/units/{unit_id}/history", params=_page(cursor)).json()
    return answer


def add(body: Json, key: str) -> Json:
    """Enter a unit, once for a key. Raises ApiError 404, 409, 422."""
    answer: Json = call("auth", "POST", "/units", json=body, headers={"Idempotency-Key": key}).json()
    return answer


def change(unit_id: str, version: str, body: Json) -> None:
    """Change the facts of a unit below. Raises ApiError 404, 409, 412, 422."""
    call("auth", "PUT", f"/units/{unit_id}", json=body, headers=_seen(version))


def change_contact(unit_id: str, version: str, body: Json) -> None:
    """Change phone and address. Raises ApiError 404, 409, 412, 422."""
    call("auth", "PUT", f"/units/{unit_id}/contact", json=body, headers=_seen(version))


def ask_for_facts(unit_id: str, version: str, body: Json) -> Json:
    """Ask the superior to confirm other facts. Raises ApiError 404, 409, 412, 422."""
    answer: Json = call("auth", "POST", f"/units/{unit_id}/requests", json=body, headers=_seen(version)).json()
    return answer


def move(unit_id: str, version: str, superior_id: str | None, reason: str) -> None:
    """Put a unit under another superior. Raises ApiError 404, 409, 412, 422."""
    body = {"superior_id": superior_id, "reason": reason}
    call("auth", "POST", f"/units/{unit_id}/move", json=body, headers=_seen(version))


def ask_for_merger(unit_id: str, version: str, into_id: str, reason: str) -> Json:
    """Ask that a unit be merged into another. Raises ApiError 404, 409, 412, 422."""
    body = {"into_id": into_id, "reason": reason}
    answer: Json = call("auth", "POST", f"/units/{unit_id}/mergers", json=body, headers=_seen(version)).json()
    return answer


def close(unit_id: str, version: str, reason: str) -> None:
    """Close an empty unit. Raises ApiError 404, 409, 412, 422."""
    call("auth", "POST", f"/units/{unit_id}/closing", json={"reason": reason}, headers=_seen(version))


def requests(cursor: str | None, *, pending: bool) -> Json:
    """A page of what is asked within reach: what waits for this administrator, or everything."""
    params = _page(cursor) | ({"pending": "true"} if pending else {})
    answer: Json = call("auth", "GET", "/unit-requests", params=params).json()
    return answer


def request(request_id: str) -> Json:
    """One request. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/unit-requests/{request_id}").json()
    return answer


def confirm(request_id: str) -> None:
    """Let it take effect. Raises ApiError 403, 404, 409, 422."""
    call("auth", "POST", f"/unit-requests/{request_id}/confirmation")


def reject(request_id: str, reason: str) -> None:
    """Refuse it. Raises ApiError 403, 404, 409, 422."""
    call("auth", "POST", f"/unit-requests/{request_id}/rejection", json={"reason": reason})


def withdraw(request_id: str) -> None:
    """Take it back. Raises ApiError 403, 404, 409."""
    call("auth", "POST", f"/unit-requests/{request_id}/withdrawal")


def _seen(version: str) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def _page(cursor: str | None) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
