"""The profile service: the record, its files and submissions, change requests, sharing."""

from typing import Any

import httpx
from werkzeug.datastructures import FileStorage

from web.clients.http import call

Json = dict[str, Any]


def record() -> Json:
    """The person's own record with its status, entries and what is possible now."""
    answer: Json = call("profile", "GET", "/record").json()
    return answer


def record_status(etag: str | None) -> httpx.Response:
    """How the record stands; 304 if that is what `etag` stood for."""
    return call("profile", "GET", "/record/status", headers={"If-None-Match": etag} if etag else {})


def add_entry(section: str, data: Json) -> Json:
    """Save a new entry. Raises ApiError 422 with fields, 409 if the record can't be edited."""
    answer: Json = call("profile", "POST", f"/record/sections/{section}/entries", json={"data": data}).json()
    return answer


def change_entry(entry_id: str, version: int, data: Json) -> Json:
    """Save an entry that was opened at `version`. Raises ApiError 412 if it changed since, 422, 409."""
    path, headers = f"/record/entries/{entry_id}", _made_from(version)
    answer: Json = call("profile", "PUT", path, json={"data": data}, headers=headers).json()
    return answer


def delete_entry(entry_id: str, version: int) -> None:
    """Delete an entry that was opened at `version`. Raises ApiError 412, 409."""
    call("profile", "DELETE", f"/record/entries/{entry_id}", headers=_made_from(version))


def submit() -> Json:
    """Hand the record in. Raises ApiError 422 `record_incomplete` with `problems`, 409."""
    answer: Json = call("profile", "POST", "/record/submission").json()
    return answer


def withdraw() -> None:
    """Take the record back while it is pending. Raises ApiError 409."""
    call("profile", "POST", "/record/withdrawal")


def upload(file: FileStorage, purpose: str) -> Json:
    """Keep a file; answers its id and name. Raises ApiError 413, 415, 422."""
    content = (file.filename, file.stream, file.mimetype)
    answer: Json = call("profile", "POST", "/files", files={"file": content}, data={"purpose": purpose}).json()
    return answer


def file(file_id: str, case_pass: str | None = None) -> httpx.Response:
    """The bytes of a file, with their headers; a reviewer shows the pass of the case."""
    return call("profile", "GET", f"/files/{file_id}", headers=_shown(case_pass))


def submission(submission_id: str, case_pass: str | None = None) -> Json:
    """What was handed in, as it was."""
    answer: Json = call("profile", "GET", f"/submissions/{submission_id}", headers=_shown(case_pass)).json()
    return answer


def change_requests(cursor: str | None) -> Json:
    """A page of the person's change requests, newest first."""
    answer: Json = call("profile", "GET", "/change-requests", params={"cursor": cursor} if cursor else {}).json()
    return answer


def change_request(request_id: str, case_pass: str | None = None) -> Json:
    """One change request: what was, and what is wished."""
    answer: Json = call("profile", "GET", f"/change-requests/{request_id}", headers=_shown(case_pass)).json()
    return answer


def request_change(wish: Json) -> Json:
    """Ask for a change. Raises ApiError 409 `record_not_approved`, `request_already_open`, 422 with fields."""
    answer: Json = call("profile", "POST", "/change-requests", json=wish).json()
    return answer


def withdraw_change(request_id: str) -> None:
    """Take a change request back. Raises ApiError 409."""
    call("profile", "POST", f"/change-requests/{request_id}/withdrawal")


def sharing() -> Json:
    """What may be shared, what the person agreed to, and how the share stands."""
    answer: Json = call("profile", "GET", "/sharing").json()
    return answer


def consent(fields: list[str], text_version: str) -> None:
    """Agree to share these fields under this version of the text. Raises ApiError 409, 422."""
    call("profile", "POST", "/sharing/consent", json={"fields": fields, "text_version": text_version})


def revoke_consent() -> None:
    """Take the agreement back; the other side is asked to delete."""
    call("profile", "POST", "/sharing/revocation")


def _made_from(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def _shown(case_pass: str | None) -> dict[str, str]:
    return {"Case-Pass": case_pass} if case_pass else {}
