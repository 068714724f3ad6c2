"""What a person hands in together: cases of their own that know of each other and go to the same reviewer."""

from uuid import uuid4

import msgspec
from flask.testing import FlaskClient

from services.review.db import db
from services.review.operations.decisions import record_decision
from shared.messaging.contracts import ReviewRequested
from tests.review.builders import bearer, opened, requested, reviewer, unit


def handed_in_together(many: int) -> list[ReviewRequested]:
    """Several change requests of one person."""
    first, bundle = requested(unit(), version=1), uuid4()
    return [
        msgspec.structs.replace(
            first, kind="change", subject_id=subject, submission_id=subject, number=number, bundle_id=bundle
        )
        for number, subject in enumerate((uuid4() for _ in range(many)), 1)
    ]


def test_each_is_a_case_of_its_own_and_all_go_to_the_same_reviewer(client: FlaskClient) -> None:
    requests = handed_in_together(3)
    for _ in range(4):
        reviewer(requests[0].unit_id)

    cases = [opened(request) for request in requests]

    assert len({case.id for case in cases}) == 3
    assert len({case.reviewer_id for case in cases}) == 1


def test_a_case_shows_what_came_with_it_and_what_of_it_can_be_decided(client: FlaskClient) -> None:
    requests = handed_in_together(2)
    actor = reviewer(requests[0].unit_id)
    first, second = (opened(request) for request in requests)
    with db.transaction() as session:
        record_decision(session, actor, first.id, "approve", [])

    together = client.get(f"/cases/{first.id}", headers=bearer(actor)).json["bundle"]

    assert [(each["id"], each["status"], "decide" in each["actions"]) for each in together] == [
        (str(first.id), "decided", False),
        (str(second.id), "assigned", True),
    ]


def test_a_case_that_came_alone_has_no_bundle(client: FlaskClient) -> None:
    request = requested(unit())
    actor = reviewer(request.unit_id)

    assert client.get(f"/cases/{opened(request).id}", headers=bearer(actor)).json["bundle"] == []
