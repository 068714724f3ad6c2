"""Sharing with partners and the consents to it, which the profile service keeps."""

from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call
from web.clients.profile import PRINT_SECONDS

Json = dict[str, Any]


def partners() -> list[Json]:
    """The partners with whom the person may share, or has, and how it stands with each."""
    found: list[Json] = call("profile", "GET", "/sharing").json()["partners"]
    return found


def sharing(key: str) -> Json:
    """What may be shared, what the person agreed to, and how the share stands. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/sharing/{key}").json()
    return answer


def preview(key: str, fields: list[str]) -> Json:
    """The document as it would go with these fields. Raises ApiError 404, 409, 422."""
    document: Json = call("profile", "GET", f"/sharing/{key}/preview", params={"fields": fields}).json()["document"]
    return document


def document(key: str) -> BaseHTTPResponse:
    """What is shared, to be downloaded. Raises ApiError 404, 409."""
    return call("profile", "GET", f"/sharing/{key}/person.jsonld")


def consent(key: str, fields: list[str], text_version: int, *, agreed: bool) -> None:
    """Agree to share these fields under this version of the text. Raises ApiError 404, 409, 422."""
    body = {"fields": fields, "text_version": text_version, "agreed": agreed}
    call("profile", "POST", f"/sharing/{key}/consent", json=body)


def revoke(key: str) -> None:
    """Take the agreement back; the other side is asked to delete. Raises ApiError 404, 409."""
    call("profile", "POST", f"/sharing/{key}/revocation")


def consents() -> list[Json]:
    """Every consent that the person gave, the newest first."""
    found: list[Json] = call("profile", "GET", "/consents").json()["items"]
    return found


def receipt(consent_id: str) -> BaseHTTPResponse:
    """The receipt of a consent as a PDF. Raises ApiError 404, 503 `print_busy`."""
    return call("profile", "GET", f"/consents/{consent_id}/receipt.pdf", seconds=PRINT_SECONDS)
