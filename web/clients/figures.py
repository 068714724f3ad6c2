"""统计: what profile knows of people, and review of cases."""

from typing import Any

import httpx

from web.clients.http import call

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


def sheet_of_people(query: dict[str, str]) -> httpx.Response:
    """All people of a bar as an Excel file. Raises ApiError 404, 422, and 409 `too_many_people`."""
    return call("profile", "GET", "/figures/people/sheet", params=query)
