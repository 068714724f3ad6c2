"""What comparing the services found."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def lately() -> list[Json]:
    """The last comparisons, the newest first."""
    items: list[Json] = call("auth", "GET", "/comparisons").json()["items"]
    return items


def tell_again(reason: str) -> Json:
    """Have auth tell again of the units and people that differed. Raises ApiError 409, 422."""
    told: Json = call("auth", "POST", "/comparisons/retelling", json={"reason": reason}).json()
    return told
