"""What programs are told when something is refused: RFC 9457."""

import json

from flask import Response


class Problem(Exception):
    """A refusal with an HTTP status, a stable code and a sentence; `fields` names the faulty places."""

    def __init__(
        self,
        status: int,
        error: str,
        detail: str,
        *,
        fields: dict[str, object] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.error, self.detail = status, error, detail
        self.fields = fields or {}
        self.retry_after = retry_after


def problem_response(problem: Problem) -> Response:
    """The problem as `application/problem+json`."""
    document = {
        "type": "about:blank",
        "title": problem.error,
        "status": problem.status,
        "detail": problem.detail,
        "error": problem.error,
        "fields": problem.fields,
    }
    response = Response(
        json.dumps(document, ensure_ascii=True), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
