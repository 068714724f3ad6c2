"""The notices service: notices of the administration, and messages to one person."""

from typing import Any

import httpx

from web.clients.http import call

Json = dict[str, Any]


def notices(cursor: str | None) -> Json:
    """A page of the notices that are meant for this person, newest first."""
    answer: Json = call("notices", "GET", "/notices", params=_page(cursor)).json()
    return answer


def notice(notice_id: str) -> Json:
    """One notice with its text and attachments."""
    answer: Json = call("notices", "GET", f"/notices/{notice_id}").json()
    return answer


def attachment(notice_id: str, attachment_id: str) -> httpx.Response:
    """The bytes of an attachment, with their headers."""
    return call("notices", "GET", f"/notices/{notice_id}/attachments/{attachment_id}")


def messages(cursor: str | None) -> Json:
    """A page of the person's messages, newest first."""
    answer: Json = call("notices", "GET", "/messages", params=_page(cursor)).json()
    return answer


def unread(etag: str | None = None) -> httpx.Response:
    """How many messages are unread; 304 if that is what `etag` stood for."""
    return call("notices", "GET", "/messages/unread", headers={"If-None-Match": etag} if etag else {})


def read_message(message_id: str) -> None:
    """Mark a message as read."""
    call("notices", "POST", f"/messages/{message_id}/reading")


def _page(cursor: str | None) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
