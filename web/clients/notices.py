"""The notices service: notices of the administration, as far as they concern this person."""

from collections.abc import Iterable
from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call
from web.clients.kept import kept

Json = dict[str, Any]


def notices(wanted: dict[str, str]) -> Json:
    """A page of the list: `q`, `year`, `category` and `cursor`, as far as given."""
    answer: Json = kept("notices", "/notices", wanted)
    return answer


def notice(notice_id: str) -> Json:
    """One notice with its text, attachments and the heads of its editions."""
    answer: Json = kept("notices", f"/notices/{notice_id}")
    return answer


def edition(notice_id: str, number: int) -> Json:
    """What a notice said before."""
    answer: Json = call("notices", "GET", f"/notices/{notice_id}/editions/{number}").json()
    return answer


def attachment(notice_id: str, attachment_id: str) -> BaseHTTPResponse:
    """The bytes of an attachment, with their headers."""
    return call("notices", "GET", f"/notices/{notice_id}/attachments/{attachment_id}")


def attachment_pages(notice_id: str, attachment_id: str) -> Json:
    """The name of an attachment and how many pages it has; raises ApiError 422 for what has none to show."""
    answer: Json = call("notices", "GET", f"/notices/{notice_id}/attachments/{attachment_id}/pages").json()
    return answer


def attachment_page(notice_id: str, attachment_id: str, page: int, etag: str | None) -> BaseHTTPResponse:
    """A page as JPEG; 304 if it is what `etag` stood for. Raises ApiError 404, 410, 422, 503."""
    headers = {"If-None-Match": etag} if etag else {}
    return call("notices", "GET", f"/notices/{notice_id}/attachments/{attachment_id}/pages/{page}", headers=headers)


def marks(notice_ids: Iterable[str]) -> Json:
    """Which of these are unread, and what has to be confirmed."""
    answer: Json = call("notices", "GET", "/notices/marks", params={"notice_id": list(notice_ids)}).json()
    return answer


def own_marks(notice_id: str) -> Json:
    """When this person confirmed a notice, and how often its files were downloaded."""
    answer: Json = call("notices", "GET", f"/notices/{notice_id}/marks").json()
    return answer


def read_notice(notice_id: str) -> None:
    """Note that a notice was read."""
    call("notices", "POST", f"/notices/{notice_id}/reading")


def read_everything() -> None:
    """Let everything that is there count as read."""
    call("notices", "POST", "/notices/reading")


def confirm_notice(notice_id: str, number: str) -> None:
    """Confirm that one knows what this edition says."""
    call("notices", "POST", f"/notices/{notice_id}/confirmation", headers={"If-Match": f'"{number}"'})


def count_download(notice_id: str, attachment_id: str) -> None:
    """Count that a file was handed out."""
    call("notices", "POST", f"/notices/{notice_id}/attachments/{attachment_id}/downloads")


def unread(etag: str | None = None) -> BaseHTTPResponse:
    """How many messages are unread; 304 if that is what `etag` stood for."""
    return call("notices", "GET", "/messages/unread", headers={"If-None-Match": etag} if etag else {})


def _page(cursor: str | None) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
