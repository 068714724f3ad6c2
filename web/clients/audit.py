"""The audit logs, of which every service keeps its own."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def entries(service: str, query: dict[str, str]) -> Json:
    """A page of a service's rows, newest first. Raises ApiError 422."""
    answer: Json = call(service, "GET", "/audit", params=query).json()
    return answer


def export(service: str, query: dict[str, str]) -> list[Json]:
    """All rows of a service for a file; the export is itself on record. Raises ApiError 409 `too_many_rows`, 422."""
    rows: list[Json] = call(service, "GET", "/audit/export", params=query).json()["items"]
    return rows


def acts(service: str) -> list[Json]:
    """What has been done at a service so far."""
    found: list[Json] = call(service, "GET", "/audit/acts").json()["items"]
    return found


def entry(service: str, seq: int) -> Json:
    """One row, and whether it still is what the chain says of it. Raises ApiError 404."""
    answer: Json = call(service, "GET", f"/audit/entries/{seq}").json()
    return answer


def chain(service: str) -> Json:
    """How a service's chain stands, and how the last verification ended."""
    answer: Json = call(service, "GET", "/audit/chain").json()
    return answer


def verify(service: str) -> Json:
    """Have a service go through its chain. Raises ApiError 409 `chain_too_long`."""
    answer: Json = call(service, "POST", "/audit/verification").json()
    return answer
