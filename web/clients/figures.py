"""统计: what profile knows of people, and review of cases."""

from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call, open_stream

Json = dict[str, Any]


def of_people(query: dict[str, str]) -> Json:
    """Figures of the people of a unit. Raises ApiError 404, 422 with fields."""
    answer: Json = call("profile", "GET", "/figures", params=query).json()
    return answer


def of_cases(query: dict[str, str]) -> Json:
    """Figures of the cases of a unit. Raises ApiError 404, 422 with fields."""
    answer: Json = call("review", "GET", "/figures", params=query).json()
    return answer


def people_behind(query: dict[str, str]) -> Json:
    """A page of the people of a bar. Raises ApiError 404, 422."""
    answer: Json = call("profile", "GET", "/figures/people", params=query).json()
    return answer


def sheet_of_people(query: dict[str, str]) -> BaseHTTPResponse:
    """All people of a bar as an Excel file. Raises ApiError 404, 422, and 409 `too_many_people`."""
    return call("profile", "GET", "/figures/people/sheet", params=query)


def ask_for_sheet(wanted: dict[str, str], key: str) -> Json:
    """Have the people of a bar written to a file, once for a key. Raises ApiError 404, 409, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    answer: Json = call("profile", "POST", "/figures/sheets", json=wanted, headers=headers).json()
    return answer


def sheets(query: dict[str, str]) -> Json:
    """A page of one's own files, newest first."""
    answer: Json = call("profile", "GET", "/figures/sheets", params=query).json()
    return answer


def sheet(sheet_id: str) -> BaseHTTPResponse:
    """A file, to be read piece by piece. Raises ApiError 404, 409 `sheet_not_ready`, 410."""
    return open_stream("profile", "GET", f"/figures/sheets/{sheet_id}/file")
