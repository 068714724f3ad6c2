"""The profile service: the record, its files and submissions, change requests, sharing."""

from typing import Any
from urllib.parse import quote

from urllib3 import BaseHTTPResponse
from werkzeug.datastructures import FileStorage

from web.clients.http import call, open_stream

PRINT_SECONDS = 25  # a form of a hundred pages behind others that print

Json = dict[str, Any]


def record() -> Json:
    """The person's own record with its status, entries and what is possible now."""
    answer: Json = call("profile", "GET", "/record").json()
    return answer


def record_status(etag: str | None) -> BaseHTTPResponse:
    """How the record stands; 304 if that is what `etag` stood for."""
    return call("profile", "GET", "/record/status", headers={"If-None-Match": etag} if etag else {})


def add_entry(section: str, data: Json, key: str | None) -> Json:
    """Save a new entry, once for a key. Raises ApiError 422 with fields, 409 if the record can't be edited."""
    answer: Json = call(
        "profile", "POST", f"/record/sections/{section}/entries", json={"data": data}, headers=_once(key)
    ).json()
    return answer


def change_entry(entry_id: str, version: int, data: Json, key: str | None) -> Json:
    """Save an entry that was opened at `version`, once for a key. Raises ApiError 412 if it changed since, 422, 409."""
    path, headers = f"/record/entries/{entry_id}", _made_from(version) | _once(key)
    answer: Json = call("profile", "PUT", path, json={"data": data}, headers=headers).json()
    return answer


def delete_entry(entry_id: str, version: int) -> None:
    """Delete an entry that was opened at `version`. Raises ApiError 412, 409."""
    call("profile", "DELETE", f"/record/entries/{entry_id}", headers=_made_from(version))


def restore_entry(entry_id: str) -> None:
    """Bring a deleted entry back. Raises ApiError 404, 409."""
    call("profile", "POST", f"/record/entries/{entry_id}/restoration")


def arrange(section: str, entries: list[str]) -> None:
    """Put the entries of a section in order. Raises ApiError 409."""
    call("profile", "PUT", f"/record/sections/{section}/order", json={"entries": entries})


def keep_draft(section: str, entry: str, version: int | None, data: Json) -> Json:
    """Keep what stands in the form of an entry or of a `new` one. Raises ApiError 404, 409, 413, 422."""
    path, body = f"/record/sections/{section}/drafts/{entry}", {"data": data, "base_version": version}
    answer: Json = call("profile", "PUT", path, json=body).json()
    return answer


def drop_draft(section: str, entry: str) -> None:
    """Forget what stands unsaved in the form of an entry or of a `new` one."""
    call("profile", "DELETE", f"/record/sections/{section}/drafts/{entry}")


def submit(key: str | None, *, anyway: bool) -> Json:
    """Hand the record in, with drafts left behind only `anyway`.

    Raises ApiError 422 `record_incomplete` with `problems`, 409 `drafts_left_behind` and others.
    """
    wish = {"drafts": "leave" if anyway else "refuse"}
    answer: Json = call("profile", "POST", "/record/submission", json=wish, headers=_once(key)).json()
    return answer


def withdraw() -> None:
    """Take the record back while it is pending. Raises ApiError 409."""
    call("profile", "POST", "/record/withdrawal")


def upload(file: FileStorage, purpose: str) -> Json:
    """Keep a file; answers its id and name. Raises ApiError 413, 415, 422."""
    sent = {"file": (file.filename, file.read(), file.mimetype), "purpose": purpose}
    answer: Json = call("profile", "POST", "/files", fields=sent).json()
    return answer


def file(file_id: str, case_pass: str | None = None) -> BaseHTTPResponse:
    """The bytes of a file, with their headers; a reviewer shows the pass of the case."""
    return call("profile", "GET", f"/files/{file_id}", headers=_shown(case_pass))


def file_pages(file_id: str, case_pass: str | None = None) -> Json:
    """The name of a file and how many pages it has."""
    answer: Json = call("profile", "GET", f"/files/{file_id}/pages", headers=_shown(case_pass)).json()
    return answer


def page_picture(
    file_id: str, page: int, size: str, *, case_pass: str | None = None, etag: str | None = None
) -> BaseHTTPResponse:
    """A page as JPEG, small or large; 304 if it is what `etag` stood for. Raises ApiError 404, 422, 503."""
    headers = _shown(case_pass) | ({"If-None-Match": etag} if etag else {})
    return call("profile", "GET", f"/files/{file_id}/pages/{page}", headers=headers, params={"size": size})


def submission(submission_id: str, case_pass: str | None = None) -> Json:
    """What was handed in, as it was."""
    answer: Json = call("profile", "GET", f"/submissions/{submission_id}", headers=_shown(case_pass)).json()
    return answer


def submission_for_review(submission_id: str, case_pass: str) -> Json:
    """The same with what a machine can tell about it."""
    path = f"/submissions/{submission_id}/for-review"
    answer: Json = call("profile", "GET", path, headers=_shown(case_pass)).json()
    return answer


def whole_id_number(submission_id: str, case_pass: str) -> str:
    """The ID number in full, which is logged. Raises ApiError 403 `not_holder`."""
    path = f"/submissions/{submission_id}/id-number"
    number: str = call("profile", "POST", path, headers=_shown(case_pass)).json()["id_number"]
    return number


def printed_draft() -> BaseHTTPResponse:
    """The person's own record as it stands, as a PDF. Raises ApiError 503 `print_busy`."""
    return call("profile", "GET", "/record/print.pdf", seconds=PRINT_SECONDS)


def printed_snapshot(number: int) -> BaseHTTPResponse:
    """One of the person's own snapshots as a PDF. Raises ApiError 404, 503 `print_busy`."""
    return call("profile", "GET", f"/record/snapshots/{number}/print.pdf", seconds=PRINT_SECONDS)


def printed_submission(submission_id: str, case_pass: str) -> BaseHTTPResponse:
    """What a case is about, as a PDF for its reviewer. Raises ApiError 404, 503 `print_busy`."""
    path = f"/submissions/{submission_id}/print.pdf"
    return call("profile", "GET", path, headers=_shown(case_pass), seconds=PRINT_SECONDS)


def verification(code: str) -> Json:
    """What everybody may know of a printed form with this code. Raises ApiError 404 `nothing_to_verify`."""
    answer: Json = call("profile", "GET", f"/verifications/{quote(code, safe='')}").json()
    return answer


def snapshots() -> Json:
    """The newest hundred of the person's snapshots, newest first."""
    answer: Json = call("profile", "GET", "/submissions", params={"limit": 100}).json()
    return answer


def comparison(earlier: str, later: str, case_pass: str | None = None) -> Json:
    """Two snapshots beside each other. Raises ApiError 404 if one is out of reach, 422 if it is no id."""
    pair = {"from": earlier, "to": later}
    answer: Json = call("profile", "GET", "/submissions/comparison", params=pair, headers=_shown(case_pass)).json()
    return answer


def change_log(cursor: str | None) -> Json:
    """A page of what was done to the person's record, newest first. Raises ApiError 422 for a cursor that is none."""
    answer: Json = call("profile", "GET", "/record/log", params={"cursor": cursor} if cursor else {}).json()
    return answer


def data_exports() -> list[Json]:
    """The newest copies of the person's own data, newest first."""
    answer: list[Json] = call("profile", "GET", "/record/exports").json()["items"]
    return answer


def ask_for_export() -> None:
    """Have a copy of all of the person's data made. Raises ApiError 409 `export_under_way`."""
    call("profile", "POST", "/record/exports")


def data_export(export_id: str) -> BaseHTTPResponse:
    """The file of a copy, to be read piece by piece. Raises ApiError 404, 409 `export_not_ready`, 410."""
    return open_stream("profile", "GET", f"/record/exports/{export_id}/file")


def change_requests(asked: dict[str, Any]) -> Json:
    """A page of the person's change requests, newest first, narrowed down by what was asked. Raises ApiError 422."""
    answer: Json = call("profile", "GET", "/change-requests", params=asked).json()
    return answer


def change_request(request_id: str) -> Json:
    """One change request of one's own: what was, and what is wished."""
    answer: Json = call("profile", "GET", f"/change-requests/{request_id}").json()
    return answer


def change_request_for_review(request_id: str, case_pass: str) -> Json:
    """Somebody's, with what a machine can tell about it."""
    path = f"/change-requests/{request_id}/for-review"
    answer: Json = call("profile", "GET", path, headers=_shown(case_pass)).json()
    return answer


def request_change(wish: Json, key: str | None) -> Json:
    """Ask for a change, once for a key. Raises ApiError 409 `record_not_approved`, `request_already_open`, 422."""
    answer: Json = call("profile", "POST", "/change-requests", json=wish, headers=_once(key)).json()
    return answer


def printed_change(request_id: str) -> BaseHTTPResponse:
    """The receipt of one of the person's change requests as a PDF. Raises ApiError 404, 503 `print_busy`."""
    return call("profile", "GET", f"/change-requests/{request_id}/receipt.pdf", seconds=PRINT_SECONDS)


def hand_in_together(drafts: list[str], key: str | None) -> list[Json]:
    """Hand in several drafts, all or none, once for a key. Raises ApiError 422 with `refusals`, 409."""
    answer = call("profile", "POST", "/change-requests/bundles", json={"drafts": drafts}, headers=_once(key))
    found: list[Json] = answer.json()["items"]
    return found


def withdraw_change(request_id: str) -> None:
    """Take a change request back. Raises ApiError 409."""
    call("profile", "POST", f"/change-requests/{request_id}/withdrawal")


def change_drafts() -> list[Json]:
    """What the person prepares and has not handed in."""
    found: list[Json] = call("profile", "GET", "/change-drafts").json()["items"]
    return found


def keep_change_draft(draft_id: str, wish: Json) -> Json:
    """Keep what stands in the form of a change request. Raises ApiError 404, 409, 413, 422."""
    answer: Json = call("profile", "PUT", f"/change-drafts/{draft_id}", json=wish).json()
    return answer


def drop_change_draft(draft_id: str) -> None:
    """Forget what was prepared."""
    call("profile", "DELETE", f"/change-drafts/{draft_id}")


def _made_from(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def _once(key: str | None) -> dict[str, str]:
    """The key under which a form is taken once, however often it is sent."""
    return {"Idempotency-Key": key} if key else {}


def _shown(case_pass: str | None) -> dict[str, str]:
    return {"Case-Pass": case_pass} if case_pass else {}
