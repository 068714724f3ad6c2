"""Messages between the services, of which each keeps those that it sends."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def unfinished(service: str, query: dict[str, str]) -> Json:
    """What a service has sent and nobody has acknowledged, and how its queues stand. Raises ApiError 422."""
    answer: Json = call(service, "GET", "/outgoing-messages", params=query).json()
    return answer


def message(service: str, message_id: str) -> Json:
    """One message, masked. Raises ApiError 404."""
    answer: Json = call(service, "GET", f"/outgoing-messages/{message_id}").json()
    return answer


def do(service: str, message_id: str, deed: str, reason: str) -> None:
    """Have a message sent again (`replay`) or give it up (`discarding`). Raises ApiError 404, 409, 422."""
    call(service, "POST", f"/outgoing-messages/{message_id}/{deed}", json={"reason": reason})
