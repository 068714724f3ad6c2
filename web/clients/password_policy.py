"""The rules that passwords follow, which the auth service keeps."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def shown() -> Json:
    """The rules in force, and who set which before."""
    answer: Json = call("auth", "GET", "/password-policy").json()
    return answer


def set_policy(version: str, policy: str, reason: str) -> None:
    """Set other rules, having seen this version. Raises ApiError 409, 412, 422."""
    body = {"policy": policy, "reason": reason}
    call("auth", "PUT", "/password-policy", json=body, headers={"If-Match": f'"{version}"'})
