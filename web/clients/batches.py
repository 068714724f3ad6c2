"""The review service's batches: a deed on many cases, done in the background."""

from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call

Json = dict[str, Any]


def outlook(deed: str, case_ids: list[str]) -> Json:
    """What a batch would do with which cases, and to whom they could go. Raises ApiError 422."""
    answer: Json = call("review", "GET", "/batches/outlook", params={"deed": deed, "case_id": case_ids}).json()
    return answer


def start(wish: Json, key: str) -> Json:
    """Begin a batch; the same key again is the same batch. Raises ApiError 403, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("review", "POST", "/batches", json=wish, headers=headers).json()
    return answer


def batches(filters: dict[str, str]) -> Json:
    """A page of one's own batches, newest first."""
    answer: Json = call("review", "GET", "/batches", params=filters).json()
    return answer


def batch(batch_id: str) -> Json:
    """How far a batch has come. Raises ApiError 404 for any but one's own."""
    answer: Json = call("review", "GET", f"/batches/{batch_id}").json()
    return answer


def lines(batch_id: str, filters: dict[str, str]) -> Json:
    """A page of a batch's report. Raises ApiError 404, 422."""
    answer: Json = call("review", "GET", f"/batches/{batch_id}/lines", params=filters).json()
    return answer


def report(batch_id: str) -> BaseHTTPResponse:
    """The report as an Excel file. Raises ApiError 404."""
    return call("review", "GET", f"/batches/{batch_id}/report")
