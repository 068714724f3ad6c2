"""The profile service: corrections of name, ID document and unit."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def corrections(cursor: str | None) -> Json:
    """A page of the person's corrections, newest first."""
    answer: Json = call("profile", "GET", "/corrections", params={"cursor": cursor} if cursor else {}).json()
    return answer


def correction(correction_id: str, case_pass: str | None = None) -> Json:
    """One correction with its history. Raises ApiError 404."""
    headers = {"Case-Pass": case_pass} if case_pass else {}
    answer: Json = call("profile", "GET", f"/corrections/{correction_id}", headers=headers).json()
    return answer


def units(q: str) -> list[Json]:
    """The units that fit a part of a name or the beginning of a code. Raises ApiError 422."""
    answer: list[Json] = call("profile", "GET", "/corrections/units", params={"q": q}).json()["items"]
    return answer


def ask(kind: str, wish: Json, key: str | None) -> Json:
    """Ask for a correction of this kind, once for a key. Raises ApiError 409 `correction_already_open`, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("profile", "POST", f"/corrections/{kind}", json=wish, headers=headers).json()
    return answer


def withdraw(correction_id: str) -> None:
    """Take a correction back. Raises ApiError 409."""
    call("profile", "POST", f"/corrections/{correction_id}/withdrawal")


def whole_numbers(correction_id: str, reason: str, case_pass: str) -> Json:
    """Both ID numbers in full, which is logged with the reason. Raises ApiError 403 `not_holder`, 404, 422."""
    path, headers = f"/corrections/{correction_id}/id-numbers", {"Case-Pass": case_pass}
    answer: Json = call("profile", "POST", path, json={"reason": reason}, headers=headers).json()
    return answer
