"""撤回分享: overtakes what waits, is tried until confirmed, and is never followed by data."""

from itertools import permutations
from uuid import UUID

import httpx
import pytest
from flask.testing import FlaskClient

from services.profile import partner
from services.profile.db import db
from services.profile.models import RecordStatus, ShareStatus
from services.profile.operations import deliver
from services.profile.operations.sharing import RevocationUnderWay
from services.profile.partner import Answer
from tests.profile.builders import ask, bearer, decide_change, make_record, messages
from tests.profile.expert_site import Site, consent, data_of, deliver_due, let_time_pass, record, revoke, share_of


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def test_a_revocation_deletes_the_page_and_is_confirmed(site: Site, person_id: UUID, client: FlaskClient) -> None:
    consent(person_id)
    deliver_due()
    link = share_of(person_id).link

    answer = client.post("/sharing/expert-site/revocation", headers=bearer(person_id, confirmed=False))
    deliver_due()

    assert (answer.status_code, answer.json["share"]["status"]) == (201, "revoking")
    assert share_of(person_id).status is ShareStatus.REVOKED
    assert httpx.get(str(link)).status_code == 410
    assert messages("share.changed")[-1]["status"] == "revoked"


def test_a_revocation_overtakes_a_waiting_delivery(site: Site, person_id: UUID) -> None:
    consent(person_id)
    revoke(person_id)
    deliver_due()
    let_time_pass()
    deliver_due()

    assert [data_of(delivery)["data"] for delivery in site.received()] == [None]
    assert share_of(person_id).status is ShareStatus.REVOKED


def test_while_a_revocation_is_unconfirmed_nothing_can_be_shared(site: Site, person_id: UUID) -> None:
    site.order(fail={"times": 1, "status": 422})
    consent(person_id)
    deliver_due()
    site.order(fail={"times": 1, "status": 503})
    revoke(person_id)
    deliver_due()

    with pytest.raises(RevocationUnderWay):
        consent(person_id)
    decide_change(ask(person_id))
    let_time_pass()
    deliver_due()

    assert share_of(person_id).status is ShareStatus.REVOKED
    assert data_of(site.received()[-1])["type"] == "person.revoked"


def test_a_refused_revocation_is_tried_on(site: Site, person_id: UUID) -> None:
    consent(person_id)
    deliver_due()
    site.order(fail={"times": 1, "status": 400})
    revoke(person_id)
    deliver_due()
    let_time_pass()
    deliver_due()

    assert share_of(person_id).status is ShareStatus.REVOKED


@pytest.mark.parametrize("order", list(permutations(["send", "revoke", "record"]))[:3])
def test_a_revocation_is_never_followed_by_data(site: Site, person_id: UUID, order: tuple[str, ...]) -> None:
    consent(person_id)
    with db.transaction() as session:
        delivery = deliver.claim(session, share_of(person_id).id)
    assert delivery
    answers: list[Answer] = []
    steps = {
        "send": lambda: answers.append(
            partner.post(delivery.url, delivery.secrets, delivery.message_id, delivery.body)
        ),
        "revoke": lambda: revoke(person_id),
        "record": lambda: record(delivery, answers[0]),
    }
    for step in order:
        steps[step]()
    while deliver_due():
        let_time_pass()

    kinds = [data_of(received)["type"] for received in site.received()]
    assert kinds[-1] == "person.revoked"
    assert share_of(person_id).status is ShareStatus.REVOKED
    assert list(site.people().values()) == ["deleted"]


def test_data_that_arrives_after_the_revocation_is_not_shown(site: Site, person_id: UUID) -> None:
    consent(person_id)
    with db.transaction() as session:
        late = deliver.claim(session, share_of(person_id).id)
    assert late
    revoke(person_id)
    let_time_pass()
    deliver_due()

    answer = partner.post(late.url, late.secrets, late.message_id, late.body)
    record(late, answer)

    assert answer.kind == "refused"
    assert list(site.people().values()) == ["deleted"]
    assert share_of(person_id).status is ShareStatus.REVOKED
