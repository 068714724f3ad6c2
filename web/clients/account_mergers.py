"""Merging two accounts of one person, which auth does, and how much each of them holds, which every service tells."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def mergers(cursor: str | None, *, pending: bool) -> Json:
    """A page of what waits to be confirmed, or of all that was ever asked."""
    params = ({"cursor": cursor} if cursor else {}) | ({"pending": "true"} if pending else {})
    answer: Json = call("auth", "GET", "/account-mergers", params=params).json()
    return answer


def merger(merger_id: str) -> Json:
    """One merger. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/account-mergers/{merger_id}").json()
    return answer


def ask(wish: Json, key: str) -> Json:
    """Merge two accounts, once for a key. Raises ApiError 403, 404, 409, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("auth", "POST", "/account-mergers", json=wish, headers=headers).json()
    return answer


def confirm(merger_id: str) -> None:
    """Let it happen. Raises ApiError 403, 404, 409."""
    call("auth", "POST", f"/account-mergers/{merger_id}/confirmation")


def reject(merger_id: str, reason: str) -> None:
    """Refuse it, with the reason. Raises ApiError 403, 404, 409, 422."""
    call("auth", "POST", f"/account-mergers/{merger_id}/rejection", json={"reason": reason})


def withdraw(merger_id: str) -> None:
    """Take it back. Raises ApiError 403, 404, 409."""
    call("auth", "POST", f"/account-mergers/{merger_id}/withdrawal")


def holdings(person_id: str) -> Json:
    """What an account holds: the account itself, and how much of everything the other services know of it."""
    told = (
        call(service, "GET", f"/people/{person_id}/holdings").json() for service in ("profile", "review", "notices")
    )
    record, cases, messages = told
    account: Json = call("auth", "GET", f"/people/{person_id}").json()
    return {"member": account, "record": record, "cases": cases, "messages": messages}
