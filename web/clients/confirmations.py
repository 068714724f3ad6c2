"""The notices service: who has not confirmed a notice, for those who write it."""

from typing import Any

from urllib3 import BaseHTTPResponse

from web.clients.http import call

Json = dict[str, Any]


def unconfirmed(notice_id: str, cursor: str | None) -> Json:
    """A page of them by account, how many they are, and how far today's reminder has come."""
    params = {"cursor": cursor} if cursor else {}
    answer: Json = call("notices", "GET", f"/written-notices/{notice_id}/unconfirmed", params=params).json()
    return answer


def sheet(notice_id: str) -> BaseHTTPResponse:
    """All of them as an Excel file."""
    return call("notices", "GET", f"/written-notices/{notice_id}/unconfirmed/sheet")


def remind(notice_id: str) -> None:
    """Send all of them a message."""
    call("notices", "POST", f"/written-notices/{notice_id}/reminders")
