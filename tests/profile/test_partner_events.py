"""What partners tell us counts if it is signed and new, once, and about the newest state only."""

import json
from datetime import UTC, datetime
from itertools import count
from time import time
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import PartnerEvent, RecordStatus, ShareStatus
from services.profile.operations import partner_events
from services.profile.operations.first_partner import KEY, provide_first_partner
from services.profile.operations.partners import add_secret, new_secret
from shared.keys import partner_secret
from shared.webhooks import sign, signed_headers
from tests.profile.builders import make_record
from tests.profile.expert_site import Site, consent, deliver_due, revoke, share_of

numbers = count(1)


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def body_of(person_id: UUID, type_: str = "deletion.confirmed", **changed: object) -> bytes:
    share = share_of(person_id)
    event = {"type": type_, "person": str(share.id), "sequence": share.sequence} | changed
    return json.dumps(event).encode()


def told(
    client: FlaskClient, body: bytes, *, event_id: str = "", secret: str = "", at: float = 0, key: str = KEY
) -> TestResponse:
    event_id = event_id or f"event-{next(numbers)}"
    headers = signed_headers([secret or partner_secret()], event_id, int(at or time()), body)
    return client.post(f"/partners/{key}/events", data=body, headers=headers, content_type="application/json")


def waiting_for_deletion(site: Site, person_id: UUID) -> None:
    """The person takes it back, and the partner answers that it will see to it."""
    consent(person_id)
    deliver_due()
    site.order(fail={"times": 1, "status": 503})
    revoke(person_id)
    deliver_due()


def test_a_confirmed_deletion_ends_the_revocation(site: Site, person_id: UUID, client: FlaskClient) -> None:
    waiting_for_deletion(site, person_id)
    answer = told(client, body_of(person_id))

    assert (answer.status_code, answer.json) == (200, {"effect": "applied"})
    assert share_of(person_id).status is ShareStatus.REVOKED


def test_the_same_event_acts_once_and_is_answered_alike(site: Site, person_id: UUID, client: FlaskClient) -> None:
    waiting_for_deletion(site, person_id)
    body = body_of(person_id)
    answers = [told(client, body, event_id="one").json for _ in range(3)]

    assert answers == [{"effect": "applied"}] * 3
    with db.reading() as session:
        assert len(session.scalars(select(PartnerEvent.event_id)).all()) == 1


def test_an_event_about_an_earlier_state_changes_nothing(site: Site, person_id: UUID, client: FlaskClient) -> None:
    waiting_for_deletion(site, person_id)
    assert told(client, body_of(person_id, sequence=1)).json == {"effect": "ignored"}
    assert told(client, body_of(person_id, "page.opened", url="https://a.example/1")).json == {"effect": "ignored"}
    assert share_of(person_id).status is ShareStatus.REVOKING


def test_an_opened_page_is_where_the_partner_says(site: Site, person_id: UUID, client: FlaskClient) -> None:
    consent(person_id)
    deliver_due()
    assert told(client, body_of(person_id, "page.opened", url="https://a.example/new")).status_code == 200
    assert share_of(person_id).link == "https://a.example/new"


def test_both_secrets_are_believed_while_one_replaces_the_other(
    site: Site, person_id: UUID, client: FlaskClient
) -> None:
    secret = new_secret()
    waiting_for_deletion(site, person_id)
    with db.transaction() as session:
        add_secret(session, provide_first_partner(session), secret)

    assert [told(client, body_of(person_id), secret=each).status_code for each in (secret, partner_secret())] == [
        200
    ] * 2


def test_what_is_not_signed_by_the_partner_now_is_refused(site: Site, person_id: UUID, client: FlaskClient) -> None:
    waiting_for_deletion(site, person_id)
    body = body_of(person_id)
    refused = [
        told(client, body, secret=new_secret()),
        told(client, body, at=time() - 301),
        told(client, body, at=time() + 301),
        client.post(f"/partners/{KEY}/events", data=body, content_type="application/json"),
    ]
    headers = signed_headers([partner_secret()], "changed", int(time()), body)
    changed = body.replace(b"confirmed", b"Confirmed")
    refused.append(
        client.post(f"/partners/{KEY}/events", data=changed, headers=headers, content_type="application/json")
    )

    assert [answer.status_code for answer in refused] == [401] * 5
    assert share_of(person_id).status is ShareStatus.REVOKING


def test_what_nobody_agreed_on_is_refused_in_words(site: Site, person_id: UUID, client: FlaskClient) -> None:
    consent(person_id)
    deliver_due()
    answers = {
        "event_type_unknown": told(client, body_of(person_id, "page.closed")),
        "event_invalid": told(client, body_of(person_id, "page.opened", url="javascript:alert(1)")),
        "invalid": told(client, body_of(person_id, more=1)),
        "not_found": told(client, body_of(person_id, person=str(uuid4()))),
        "too_large": told(client, body_of(person_id) + b" " * 20_000),
    }
    assert {error: answer.json["error"] for error, answer in answers.items()} == {each: each for each in answers}
    assert [answer.status_code for answer in answers.values()] == [422, 422, 422, 404, 413]
    assert told(client, body_of(person_id), key="nobody").status_code == 404


def test_a_partner_may_not_tell_without_end(
    site: Site, person_id: UUID, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_events, "MOST_A_MINUTE", 2)
    consent(person_id)
    deliver_due()
    answers = [told(client, body_of(person_id)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_another_implementation_signs_what_we_believe(site: Site, person_id: UUID, client: FlaskClient) -> None:
    consent(person_id)
    deliver_due()
    now, body = datetime.now(UTC), body_of(person_id)
    theirs = Webhook(partner_secret()).sign("one", now, body.decode())
    assert theirs == sign([partner_secret()], "one", int(now.timestamp()), body)
    headers = {"webhook-id": "one", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": theirs}
    answer = client.post(f"/partners/{KEY}/events", data=body, headers=headers, content_type="application/json")
    assert answer.status_code == 200
