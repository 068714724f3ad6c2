"""How a case comes into each status, and what reviewers then ask of the API."""

import json
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from shared.auth import Actor
from shared.messaging.contracts import ReviewRequested
from tests.review.builders import bearer, case_of, decided, deliver, opened, reviewer, settled, withdrawn

APPROVAL: dict[str, Any] = {"decision": "approve"}
RETURN: dict[str, Any] = {
    "decision": "return",
    "reasons": [
        {"text": "毕业证书照片不清晰", "section": "education", "entry": "1", "field": "certificate"},
        {"text": "请补充工作经历"},
    ],
}


def decide(client: FlaskClient, actor: Actor, case_id: UUID, body: Any) -> tuple[int, dict[str, Any]]:
    sent_body = json.dumps(body)  # escapes lone surrogates, which could not be sent otherwise
    headers = bearer(actor) | {"Content-Type": "application/json"}
    answer = client.post(f"/cases/{case_id}/decision", data=sent_body, headers=headers)
    return answer.status_code, answer.get_json()


def take_over(client: FlaskClient, actor: Actor, case_id: UUID) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/cases/{case_id}/takeover", headers=bearer(actor))
    return answer.status_code, answer.get_json()


def still_queued(request: ReviewRequested) -> Actor:
    opened(request, assign=False)
    return reviewer(request.unit_id)


def assigned(request: ReviewRequested) -> Actor:
    holder = reviewer(request.unit_id)
    opened(request)
    return holder


def already_decided(request: ReviewRequested) -> Actor:
    holder = reviewer(request.unit_id)
    decided(request, holder)
    return holder


def settled_as_approved(request: ReviewRequested) -> Actor:
    holder = already_decided(request)
    deliver(settled(request, case_of(request).id, "approved"))
    return holder


def taken_back(request: ReviewRequested) -> Actor:
    holder = assigned(request)
    deliver(withdrawn(request))
    return holder
