"""The notices service, for people who are not signed in."""

from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call
from web.clients.kept import kept, tagged

Json = dict[str, Any]


def page(cursor: str | None) -> tuple[str, Json]:
    """A page of the public notices with their texts, newest first, and its ETag."""
    tag, answer = tagged("notices", "/public-notices", {"cursor": cursor} if cursor else {})
    return tag, answer


def notice(notice_id: str) -> Json:
    """One public notice."""
    answer: Json = kept("notices", f"/public-notices/{notice_id}")
    return answer


def attachment(notice_id: str, attachment_id: str) -> BaseHTTPResponse:
    """The bytes of an attachment, with their headers."""
    return call("notices", "GET", f"/public-notices/{notice_id}/attachments/{attachment_id}")


def count_download(notice_id: str, attachment_id: str) -> None:
    """Count that a file was handed out."""
    call("notices", "POST", f"/public-notices/{notice_id}/attachments/{attachment_id}/downloads")
