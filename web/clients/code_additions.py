"""Codes that administrators add to the lists, which the profile service keeps."""

from typing import Any

from web.clients.http import NOT_MODIFIED, call

Json = dict[str, Any]


def changed_since(edition: int) -> Json | None:
    """All added codes with the number of their last setting; None if that is still the one that is known."""
    answer = call("profile", "GET", "/code-additions", headers={"If-None-Match": f'"{edition}"'})
    return None if answer.status == NOT_MODIFIED else answer.json()


def addition(addition_id: str) -> Json:
    """One added code with all its settings. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/code-additions/{addition_id}").json()
    return answer


def add(new: Json) -> None:
    """Add a code to a list. Raises ApiError 404, 422."""
    call("profile", "POST", "/code-additions", json=new)


def set_days(addition_id: str, version: str, days: Json) -> None:
    """Set when an added code that was opened at `version` may be chosen. Raises ApiError 404, 412, 422."""
    call("profile", "PUT", f"/code-additions/{addition_id}", json=days, headers={"If-Match": f'"{version}"'})
