"""Collection windows, which the profile service keeps."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def windows(cursor: str | None) -> Json:
    """A page of the windows within reach, the latest to close first."""
    answer: Json = call("profile", "GET", "/windows", params={"cursor": cursor} if cursor else {}).json()
    return answer


def window(window_id: str) -> Json:
    """One window with all its settings. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/windows/{window_id}").json()
    return answer


def add(unit_id: str, setting: Json) -> Json:
    """Set a window for a unit and those below it. Raises ApiError 404, 422."""
    answer: Json = call("profile", "POST", "/windows", json=setting | {"unit_id": unit_id}).json()
    return answer


def change(window_id: str, version: str, setting: Json) -> None:
    """Change a window that was opened at `version`. Raises ApiError 404, 409, 412, 422."""
    call("profile", "PUT", f"/windows/{window_id}", json=setting, headers={"If-Match": f'"{version}"'})


def close(window_id: str) -> None:
    """Let an open window end now. Raises ApiError 404, 409."""
    call("profile", "POST", f"/windows/{window_id}/closing")


def withdraw(window_id: str) -> None:
    """Let a window that was set by mistake bind nobody. Raises ApiError 404."""
    call("profile", "POST", f"/windows/{window_id}/withdrawal")
