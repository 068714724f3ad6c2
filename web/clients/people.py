"""People and their accounts, for administrators; the auth service keeps them."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def people(filters: dict[str, str]) -> Json:
    """A page of the people within reach. Raises ApiError 422."""
    answer: Json = call("auth", "GET", "/people", params=filters).json()
    return answer


def count(filters: dict[str, str]) -> Json:
    """How many there are, up to a number. Raises ApiError 422."""
    answer: Json = call("auth", "GET", "/people/count", params=filters).json()
    return answer


def person(person_id: str) -> Json:
    """One person with everything about the account. Raises ApiError 404."""
    answer: Json = call("auth", "GET", f"/people/{person_id}").json()
    return answer


def add(facts: Json, key: str) -> Json:
    """Enter somebody; the first password is answered once for a key. Raises ApiError 404, 409, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("auth", "POST", "/people", json=facts, headers=headers).json()
    return answer


def do(person_id: str, deed: str, body: Json, key: str = "") -> Json:
    """Do something to an account. Raises ApiError 403, 404, 409, 422, 429."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("auth", "POST", f"/people/{person_id}/{deed}", json=body, headers=headers).json()
    return answer
