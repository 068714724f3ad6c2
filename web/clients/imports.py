"""The auth service's imports from sheets of people and of units, and the slips with first passwords."""

from dataclasses import dataclass
from typing import Any

from urllib3 import BaseHTTPResponse
from werkzeug.datastructures import FileStorage

from web.clients.http import call

PATIENCE_SECONDS = 60.0  # a sheet of 20,000 rows takes some seconds to read, and to write again

Json = dict[str, Any]


@dataclass(frozen=True)
class Imports:
    """The imports from one kind of sheet, by where the service has them."""

    path: str

    def template(self) -> BaseHTTPResponse:
        """The empty sheet."""
        return call("auth", "GET", f"{self.path}/template")

    def upload(self, file: FileStorage, key: str) -> Json:
        """Have a sheet checked; the same key again is the same check. Raises ApiError 413, 422."""
        headers = {"Idempotency-Key": key} if key else {}
        sent = {"file": (file.filename, file.read(), "application/octet-stream")}
        answer: Json = call("auth", "POST", self.path, fields=sent, headers=headers, seconds=PATIENCE_SECONDS).json()
        return answer

    def imports(self, filters: dict[str, str]) -> Json:
        """A page of one's own imports, newest first."""
        answer: Json = call("auth", "GET", self.path, params=filters).json()
        return answer

    def shown(self, import_id: str) -> Json:
        """How far one has come and what was found. Raises ApiError 404 for any but one's own."""
        answer: Json = call("auth", "GET", f"{self.path}/{import_id}").json()
        return answer

    def lines(self, import_id: str, filters: dict[str, str]) -> Json:
        """A page of the rows of the sheet. Raises ApiError 404, 422."""
        answer: Json = call("auth", "GET", f"{self.path}/{import_id}/lines", params=filters).json()
        return answer

    def report(self, import_id: str) -> BaseHTTPResponse:
        """The sheet with what was found. Raises ApiError 404, 409, 410."""
        return call("auth", "GET", f"{self.path}/{import_id}/report", seconds=PATIENCE_SECONDS)

    def run(self, import_id: str, wish: Json) -> Json:
        """Import the good rows that are wished. Raises ApiError 404, 409, 410, 422."""
        answer: Json = call("auth", "POST", f"{self.path}/{import_id}/run", json=wish).json()
        return answer


PEOPLE, UNITS = Imports("/people-imports"), Imports("/unit-imports")


def slips(import_id: str, unit_id: str, part: int) -> BaseHTTPResponse:
    """New first passwords for the people of a unit, as a PDF. Raises ApiError 404, 409, 422, 503."""
    wanted = {"unit_id": unit_id, "part": part}
    return call("auth", "POST", f"/people-imports/{import_id}/slips", json=wanted, seconds=PATIENCE_SECONDS)
