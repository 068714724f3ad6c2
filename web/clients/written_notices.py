"""The notices service for those who write notices."""

from typing import Any

from urllib3 import BaseHTTPResponse
from werkzeug.datastructures import FileStorage

from web.clients.http import call

Json = dict[str, Any]
WRITTEN = "/written-notices"


def notices(filters: dict[str, str]) -> Json:
    """A page of the notices that one may write, newest first."""
    return _answer("GET", params=filters)


def units(q: str) -> list[Json]:
    """Units that one may write for, by a piece of the name."""
    found: list[Json] = call("notices", "GET", f"{WRITTEN}/units", params={"q": q}).json()
    return found


def preview(body: str) -> str:
    """The text as HTML that can be shown as it is. Raises ApiError 422."""
    html: str = _answer("POST", "/preview", json={"body": body})["body_html"]
    return html


def begin(text: Json) -> Json:
    """Begin a draft. Raises ApiError 404, 422."""
    return _answer("POST", json=text)


def notice(notice_id: str) -> Json:
    """One notice in full. Raises ApiError 404."""
    return _answer("GET", f"/{notice_id}")


def change(notice_id: str, version: str, text: Json) -> None:
    """Write a draft anew. Raises ApiError 404, 409, 412, 422."""
    _answer("PUT", f"/{notice_id}", json=text, headers=_opened_at(version))


def people(notice_id: str) -> int:
    """How many people it would be shown to. Raises ApiError 404."""
    count: int = _answer("GET", f"/{notice_id}/people")["people"]
    return count


def edition(notice_id: str, number: int) -> Json:
    """An edition as it could be read. Raises ApiError 404."""
    return _answer("GET", f"/{notice_id}/editions/{number}")


def attach(notice_id: str, file: FileStorage) -> None:
    """Add a file. Raises ApiError 404, 409, 413, 422, 503."""
    sent = {"file": (file.filename, file.read(), "application/octet-stream")}
    call("notices", "POST", f"{WRITTEN}/{notice_id}/attachments", fields=sent)


def attachment(notice_id: str, attachment_id: str) -> BaseHTTPResponse:
    """The bytes of a file, with their headers. Raises ApiError 404."""
    return call("notices", "GET", f"{WRITTEN}/{notice_id}/attachments/{attachment_id}")


def detach(notice_id: str, attachment_id: str) -> None:
    """Take a file out. Raises ApiError 404, 409."""
    call("notices", "DELETE", f"{WRITTEN}/{notice_id}/attachments/{attachment_id}")


def move_up(notice_id: str, attachment_id: str) -> None:
    """Put a file one place further up. Raises ApiError 404, 409."""
    call("notices", "POST", f"{WRITTEN}/{notice_id}/attachments/{attachment_id}/rise")


def publish(notice_id: str, version: str, when: Json) -> None:
    """Show a draft to people, at once or later. Raises ApiError 404, 409, 412, 422."""
    _answer("POST", f"/{notice_id}/publication", json=when, headers=_opened_at(version))


def unschedule(notice_id: str) -> None:
    """Make a draft again of what nobody has seen. Raises ApiError 404, 409."""
    _answer("POST", f"/{notice_id}/unscheduling")


def display(notice_id: str, version: str, how: Json) -> None:
    """Say whether it stands first, and until when. Raises ApiError 404, 409, 412, 422."""
    _answer("PUT", f"/{notice_id}/display", json=how, headers=_opened_at(version))


def withdraw(notice_id: str, reason: str) -> None:
    """Take it back. Raises ApiError 404, 409, 422."""
    _answer("POST", f"/{notice_id}/withdrawal", json={"reason": reason})


def begin_revision(notice_id: str) -> None:
    """Prepare the next edition. Raises ApiError 404, 409."""
    _answer("POST", f"/{notice_id}/revision")


def change_revision(notice_id: str, version: str, text: Json) -> None:
    """Write the next edition. Raises ApiError 404, 412, 422."""
    _answer("PUT", f"/{notice_id}/revision", json=text, headers=_opened_at(version))


def publish_revision(notice_id: str, version: str) -> None:
    """Put the next edition in place of the present one. Raises ApiError 404, 409, 412, 422."""
    _answer("POST", f"/{notice_id}/revision/publication", headers=_opened_at(version))


def discard_revision(notice_id: str) -> None:
    """Give up the next edition. Raises ApiError 404."""
    call("notices", "DELETE", f"{WRITTEN}/{notice_id}/revision")


def _answer(method: str, path: str = "", **content: Any) -> Json:
    answer: Json = call("notices", method, f"{WRITTEN}{path}", **content).json()
    return answer


def _opened_at(version: str) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}
