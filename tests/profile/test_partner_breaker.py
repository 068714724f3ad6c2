"""A partner that does not answer costs nothing and blocks nobody; a paused one waits; what waits goes on by itself."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from services.profile.db import db
from services.profile.models import DeliveryAttempt, Partner, PartnerHealth, Person, RecordStatus, Share, ShareStatus
from services.profile.operations import breaker, deliver, operating, resending
from services.profile.operations.first_partner import provide_first_partner
from services.profile.operations.partners import PartnerSetting, add_secret, insert_partner
from services.profile.operations.sharing import give_consent, renew_shares
from shared.keys import partner_secret
from shared.settings import settings
from tests.profile.builders import make_record, messages
from tests.profile.expert_site import FIELDS, Site, consent, data_of, deliver_due, let_time_pass, revoke, share_of

DEAD = "http://127.0.0.1:9"


@pytest.fixture
def people() -> list[UUID]:
    return [make_record(RecordStatus.APPROVED) for _ in range(8)]


def attempts() -> int:
    with db.reading() as session:
        return len(session.scalars(select(DeliveryAttempt.id)).all())


def deliver_everything(rounds: int = 3) -> None:
    for _ in range(rounds):
        while deliver_due():
            pass
        let_time_pass()


def kill_partner(monkeypatch: pytest.MonkeyPatch, people: list[UUID]) -> None:
    monkeypatch.setitem(vars(settings), "expert_site_url", DEAD)
    for person_id in people:
        consent(person_id)
    deliver_due()


def test_a_dead_partner_is_left_alone_but_for_one_probe(people: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    kill_partner(monkeypatch, people)
    tried = attempts()
    let_time_pass()
    deliver_due()  # all messages are due: five shares that wait, and the probe

    assert (tried, attempts()) == (breaker.FAILURES, breaker.FAILURES + 1)


def test_when_it_answers_again_everything_that_waited_is_sent(
    site: Site, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = settings.expert_site_url
    kill_partner(monkeypatch, people)
    monkeypatch.setitem(vars(settings), "expert_site_url", address)
    consent(people[0])
    deliver_everything()

    assert {share_of(person_id).status for person_id in people} == {ShareStatus.SHARED}
    assert len(site.people()) == len(people)


def test_a_dead_partner_holds_up_no_other(site: Site, people: list[UUID]) -> None:
    with db.transaction() as session:
        first = provide_first_partner(session)
        named = ("name", "receiver", "contact", "purpose", "method", "retention", "text", "allowed_fields")
        told = {name: getattr(first, name) for name in named}
        other = insert_partner(
            session, people[0], "甲", "other", PartnerSetting(url="http://a.test", enabled=True, **told)
        )
        add_secret(session, other, partner_secret())
        for person_id in people:
            give_consent(session, person_id, other, FIELDS, other.text_version)
    deliver_due()
    consent(people[0])
    deliver_due()

    assert list(site.people().values()) == ["shared"]


def test_after_three_days_a_dead_partners_shares_fail_untried_and_deletions_wait_on(
    people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_partner(monkeypatch, people)
    revoke(people[0])
    with db.transaction() as session:
        session.execute(update(Share).values(queued_at=Share.queued_at - deliver.GIVE_UP_AFTER))
    tried = attempts()
    let_time_pass()
    deliver_due()

    assert attempts() == tried + 1
    assert share_of(people[0]).status is ShareStatus.REVOKING
    assert {share_of(person_id).status for person_id in people[1:]} == {ShareStatus.FAILED}
    assert len(messages("share.changed")) == len(people) - 1
    assert len(messages("deliveries.given_up")) == 1


def test_a_paused_partner_gets_nothing_until_it_goes_on(site: Site, people: list[UUID]) -> None:
    with db.transaction() as session:
        operating.pause(session, provide_first_partner(session), "对方维护")
    consent(people[0])
    deliver_everything()
    waiting = (share_of(people[0]).status, site.received())
    with db.transaction() as session:
        operating.resume(session, provide_first_partner(session), "维护结束")
    deliver_everything()

    assert waiting == (ShareStatus.QUEUED, [])
    assert share_of(people[0]).status is ShareStatus.SHARED


def test_to_a_partner_that_is_switched_off_only_deletions_go(site: Site, people: list[UUID]) -> None:
    consent(people[0])
    consent(people[1])
    revoke(people[1])
    with db.transaction() as session:
        session.execute(update(Partner).values(enabled=False))
    deliver_everything()

    assert [data_of(delivery)["type"] for delivery in site.received()] == ["person.revoked"]


def test_a_burst_of_changes_is_sent_once_as_it_is_in_the_end(site: Site, people: list[UUID]) -> None:
    consent(people[0])
    deliver_due()
    for _ in range(10):
        with db.transaction() as session:
            renew_shares(session, people[0])
    assert deliver_due() == 0
    deliver_everything()

    assert [data_of(delivery)["sequence"] for delivery in site.received()] == [1, 11]


def test_whoever_has_no_account_any_more_shares_nothing(site: Site, people: list[UUID]) -> None:
    consent(people[0])
    with db.transaction() as session:
        session.execute(update(Person).where(Person.id == people[0]).values(active=False))
    deliver_everything()

    assert [data_of(delivery)["type"] for delivery in site.received()] == ["person.revoked"]
    assert share_of(people[0]).status is ShareStatus.REVOKED


def test_after_its_data_loss_a_partner_gets_everything_again_not_too_fast(site: Site, people: list[UUID]) -> None:
    for person_id in people:
        consent(person_id)
    revoke(people[0])
    deliver_everything()
    site.order(forget=True)
    with db.transaction() as session:
        job = resending.resend_all(session, provide_first_partner(session), people[0], people[0], "对方丢失资料")
    deliver_due()
    with db.reading() as session:
        due = session.scalars(
            select(Share.next_at).where(Share.status == ShareStatus.QUEUED).order_by(Share.next_at)
        ).all()
    deliver_everything()

    assert job.total == len(people) - 1
    assert (due[-1] - due[0]).total_seconds() >= (len(due) - 2) / resending.A_SECOND
    assert sorted(site.people().values()) == ["shared"] * (len(people) - 1)


def test_of_two_openings_only_the_newest_probe_counts(people: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    kill_partner(monkeypatch, people)
    with db.transaction() as session:
        session.execute(update(PartnerHealth).values(version=PartnerHealth.version + 1))
    tried = attempts()
    let_time_pass()
    deliver_due()

    assert attempts() == tried


@pytest.mark.parametrize("status", list(ShareStatus), ids=str)
def test_what_was_taken_back_or_is_under_way_is_not_sent_again(people: list[UUID], status: ShareStatus) -> None:
    consent(people[0])
    with db.transaction() as session:
        session.execute(update(Share).values(status=status, link="https://a.example"))
        share_id = session.scalars(select(Share.id)).one()
    if status in operating.AGAIN:
        with db.transaction() as session:
            assert operating.replay(session, share_id, "试").status is not ShareStatus.FAILED
    else:
        with pytest.raises(operating.NothingToReplay), db.transaction() as session:
            operating.replay(session, share_id, "试")
