"""Partners (共享平台), which the profile service keeps."""

from typing import Any
from urllib.parse import quote

from urllib3 import BaseHTTPResponse

from web.clients.http import call, pass_on

Json = dict[str, Any]


def partners() -> Json:
    """All partners, and what they could be allowed."""
    answer: Json = call("profile", "GET", "/partners").json()
    return answer


def partner(partner_id: str) -> Json:
    """One partner with its secrets and all its settings. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/partners/{partner_id}").json()
    return answer


def add(setting: Json) -> Json:
    """Add a partner; the answer holds its first secret. Raises ApiError 409, 422."""
    answer: Json = call("profile", "POST", "/partners", json=setting).json()
    return answer


def change(partner_id: str, version: str, setting: Json) -> None:
    """Set a partner that was opened at `version`. Raises ApiError 404, 412, 422."""
    call("profile", "PUT", f"/partners/{partner_id}", json=setting, headers=_made_from(version))


def rotate(partner_id: str, version: str) -> Json:
    """Add a secret beside the one in use; the answer holds it. Raises ApiError 404, 409, 412."""
    answer: Json = call("profile", "POST", f"/partners/{partner_id}/secrets", headers=_made_from(version)).json()
    return answer


def retire(partner_id: str, secret_id: str, version: str) -> None:
    """Let a secret be valid no more. Raises ApiError 404, 409, 412."""
    call("profile", "POST", f"/partners/{partner_id}/secrets/{secret_id}/retirement", headers=_made_from(version))


def tell(key: str, body: bytes, headers: dict[str, str]) -> BaseHTTPResponse:
    """What a partner sent, as it sent it; whatever the service answers comes back. Raises ServiceAway."""
    return pass_on("profile", "POST", f"/partners/{quote(key, safe='')}/events", body=body, headers=headers)


def _made_from(version: str) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}
