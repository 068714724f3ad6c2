"""What one person was told, which the notices service keeps, and of what they want mail."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def messages(query: dict[str, str]) -> Json:
    """A page of the person's messages, newest first. Raises ApiError 422."""
    answer: Json = call("notices", "GET", "/messages", params=query).json()
    return answer


def read(message_id: str) -> None:
    """Mark a message as read. Raises ApiError 404."""
    call("notices", "POST", f"/messages/{message_id}/reading")


def unread_again(message_id: str) -> None:
    """Mark a message as unread. Raises ApiError 404."""
    call("notices", "DELETE", f"/messages/{message_id}/reading")


def read_all() -> None:
    """Mark all messages as read."""
    call("notices", "POST", "/messages/reading")


def preferences() -> Json:
    """Of what the person has mail."""
    answer: Json = call("notices", "GET", "/messages/preferences").json()
    return answer


def choose(version: str, mailed: list[str]) -> None:
    """Have mail of these groups. Raises ApiError 412, 422."""
    headers = {"If-Match": f'"{version}"'}
    call("notices", "PUT", "/messages/preferences", json={"mailed": mailed}, headers=headers)
