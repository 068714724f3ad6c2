"""Deliveries to the expert site: signed, tried again, and in the end one page for one person."""

from uuid import UUID

import pytest
from standardwebhooks import Webhook

from services.profile import partner
from services.profile.db import db
from services.profile.models import RecordStatus, ShareStatus
from services.profile.operations import deliver
from services.profile.operations.records import locked_record
from services.profile.partner import Answer, read_answer
from shared.keys import partner_secret
from shared.outgoing import Reply
from shared.settings import settings
from shared.workflow import history_of
from tests.profile.builders import ask, decide_change, make_record, messages
from tests.profile.expert_site import Site, consent, data_of, deliver_due, let_time_pass, share_of


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def test_deliveries_carry_a_signature_that_others_can_verify(site: Site, person_id: UUID) -> None:
    consent(person_id)
    deliver_due()

    (delivery,) = site.received()
    assert Webhook(partner_secret()).verify(delivery["body"], delivery["headers"])["sequence"] == 1


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 503])
def test_a_passing_failure_is_tried_again_later_under_the_same_id(site: Site, person_id: UUID, status: int) -> None:
    site.order(fail={"times": 1, "status": status, "retry_after": 60})
    consent(person_id)
    deliver_due()
    waiting = share_of(person_id)
    assert deliver_due() == 0  # not before its time
    let_time_pass()
    deliver_due()

    assert (waiting.status, share_of(person_id).status) == (ShareStatus.QUEUED, ShareStatus.SHARED)
    assert str(status) in waiting.last_error
    first, second = site.received()
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert [told["status"] for told in messages("share.changed")] == ["shared"]


def test_a_lost_answer_leads_to_one_page(site: Site, person_id: UUID) -> None:
    site.order(answer_twice={"times": 1, "how": "drop"})
    consent(person_id)
    deliver_due()
    let_time_pass()
    deliver_due()

    assert share_of(person_id).status is ShareStatus.SHARED
    assert list(site.people().values()) == ["shared"]


def test_a_partner_that_is_away_is_tried_again(person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(settings), "expert_site_url", "http://127.0.0.1:9")
    consent(person_id)
    deliver_due()

    share = share_of(person_id)
    assert (share.status, share.last_error) == (ShareStatus.QUEUED, "暂时无法联系对方(ConnectError)")


def test_a_refusal_ends_the_share_and_the_person_may_try_again(site: Site, person_id: UUID) -> None:
    site.order(fail={"times": 1, "status": 422})
    consent(person_id)
    deliver_due()
    failed = share_of(person_id)
    consent(person_id)
    deliver_due()

    assert (failed.status, failed.last_error) == (ShareStatus.FAILED, "内容不符合对方要求的格式(422)")
    assert share_of(person_id).status is ShareStatus.SHARED
    assert [told["status"] for told in messages("share.changed")] == ["failed", "shared"]


def test_after_three_days_it_is_given_up(person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(settings), "expert_site_url", "http://127.0.0.1:9")
    monkeypatch.setattr(deliver, "GIVE_UP_AFTER", -deliver.GIVE_UP_AFTER)
    consent(person_id)
    deliver_due()

    assert share_of(person_id).status is ShareStatus.FAILED


def test_an_approved_change_is_sent_again(site: Site, person_id: UUID) -> None:
    consent(person_id)
    deliver_due()
    decide_change(ask(person_id))
    let_time_pass()
    deliver_due()

    first, second = (data_of(delivery) for delivery in site.received())
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert second["data"]["affiliation"][0]["roleName"] == "副主任医师"
    assert list(site.people().values()) == ["shared"]


def test_of_two_workers_one_sends(site: Site, person_id: UUID) -> None:
    consent(person_id)
    share = share_of(person_id)
    with db.transaction() as session:
        assert deliver.claim(session, share.id)

    with pytest.raises(deliver.StillSending), db.transaction() as session:
        deliver.claim(session, share.id)


def test_a_delivery_waits_for_nobody_who_keeps_the_record(site: Site, person_id: UUID) -> None:
    """A consent keeps the record and then the share, a delivery the share: else each would wait for the other."""
    consent(person_id)
    with db.transaction() as session:
        locked_record(session, person_id)
        deliver_due()

    assert share_of(person_id).status is ShareStatus.SHARED


def test_a_worker_that_died_while_sending_is_followed_by_another(site: Site, person_id: UUID) -> None:
    consent(person_id)
    with db.transaction() as session:
        assert deliver.claim(session, share_of(person_id).id)
    deliver_due()
    assert share_of(person_id).status is ShareStatus.SENDING
    let_time_pass()
    deliver_due()

    assert share_of(person_id).status is ShareStatus.SHARED


def test_every_step_of_a_share_is_in_its_history(site: Site, person_id: UUID) -> None:
    consent(person_id)
    deliver_due()

    with db.reading() as session:
        moves = history_of(session, "share", share_of(person_id).id)
    assert [(move.old, move.new, move.role) for move in moves] == [
        ("queued", "sending", "system"),
        ("sending", "shared", "system"),
    ]


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (200, b'{"status": "accepted", "url": "https://a.example/1"}', "accepted"),
        (200, b'{"status": "accepted", "url": "javascript:alert(1)"}', "temporary"),
        (200, b"<html>", "temporary"),
        (200, b"[]", "temporary"),
        (200, b'{"status": "stale"}', "refused"),
        (200, b'{"status": "deleted"}', "deleted"),
        (202, b"", "temporary"),
        (301, b"", "refused"),
        (404, b"", "refused"),
        (502, b"", "temporary"),
    ],
)
def test_answers_are_read_by_the_published_terms(status: int, content: bytes, kind: str) -> None:
    assert read_answer(Reply(status, {}, content)).kind == kind


@pytest.mark.parametrize(
    ("header", "least", "most"), [("7", 7, 7), ("999999", 21600, 21600), ("x", 0, 0), ("-5", 0, 0), ("", 0, 0)]
)
def test_the_partner_may_ask_for_patience_within_reason(header: str, least: float, most: float) -> None:
    assert least <= partner.retry_after({"retry-after": header}) <= most


def test_pauses_grow_but_never_beyond_an_hour() -> None:
    assert all(deliver.pause_seconds(attempts, Answer("temporary")) <= 3600 for attempts in range(1, 100))
    assert all(deliver.pause_seconds(1, Answer("temporary")) <= 5 for _ in range(100))
    assert deliver.pause_seconds(1, Answer("temporary", retry_after=60)) >= 60
