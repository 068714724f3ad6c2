"""Whatever happens in whatever order: after a revocation no data reaches the partner, and all comes to rest."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.profile.db import db
from services.profile.models import RecordStatus, ShareStatus
from services.profile.operations import breaker, deliver
from services.profile.operations.sharing import NotShared, RevocationUnderWay, renew_shares
from services.profile.partner import Answer
from tests.profile.builders import make_record
from tests.profile.expert_site import consent, let_time_pass, record, revoke, share_of

LOST = Answer("temporary", error="断开")
FAILURES = [LOST, Answer("temporary", status=503), Answer("temporary", status=429), Answer("refused", status=422)]


class Partner:
    """The other side by the published terms: what it has, and the kinds of states that it took, in order."""

    def __init__(self) -> None:
        self.sequence = 0
        self.took: list[str] = []

    def receive(self, delivery: deliver.Delivery) -> Answer:
        if delivery.sequence < self.sequence:
            return Answer("refused", error="stale", status=200)
        if delivery.sequence > self.sequence:
            self.sequence = delivery.sequence
            self.took.append("deleted" if delivery.revoking else "data")
        if delivery.revoking:
            return Answer("deleted", status=200)
        return Answer("accepted", link="https://a.example/1", status=200)


class Sharing(RuleBasedStateMachine):
    """One person's share, three workers that may be anywhere between claiming and recording, and a partner."""

    @initialize()
    def begin(self) -> None:
        self.person_id: UUID = make_record(RecordStatus.APPROVED)
        self.partner = Partner()
        self.claimed: list[deliver.Delivery] = []
        self.answered: list[tuple[deliver.Delivery, Answer]] = []
        self.wanted = "data"
        consent(self.person_id)

    @rule()
    def give_consent(self) -> None:
        try:
            consent(self.person_id)
            self.wanted = "data"
        except RevocationUnderWay:
            pass

    @rule()
    def take_back(self) -> None:
        try:
            revoke(self.person_id)
            self.wanted = "deleted"
        except NotShared:
            pass

    @rule()
    def change_approved(self) -> None:
        with db.transaction() as session:
            renew_shares(session, self.person_id)

    @rule()
    def time_passes(self) -> None:
        let_time_pass()

    @rule()
    def claim(self) -> None:
        try:
            with db.transaction() as session:
                delivery = deliver.claim(session, share_of(self.person_id).id)
        except deliver.StillSending:
            return
        if delivery is not None:
            self.claimed.append(delivery)

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), arrives=st.booleans(), lost=st.sampled_from([None, *FAILURES]))
    def send(self, data: Any, arrives: bool, lost: Answer | None) -> None:
        delivery = self.claimed.pop(data.draw(st.integers(0, len(self.claimed) - 1)))
        answer = self.partner.receive(delivery) if arrives or lost is None else LOST
        self.answered.append((delivery, lost or answer))

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def note(self, data: Any) -> None:
        record(*self.answered.pop(data.draw(st.integers(0, len(self.answered) - 1))))

    @precondition(lambda self: self.claimed or self.answered)
    @rule()
    def worker_dies(self) -> None:
        (self.claimed or self.answered).pop()

    @invariant()
    def what_is_confirmed_as_deleted_stays_deleted(self) -> None:
        if hasattr(self, "partner") and share_of(self.person_id).status is ShareStatus.REVOKED:
            assert self.partner.took[-1] == "deleted"

    def teardown(self) -> None:
        """Late deliveries arrive, then the partner works: everything ends as the person wanted it last."""
        if not hasattr(self, "partner"):
            return
        for delivery in self.claimed:
            record(delivery, self.partner.receive(delivery))
        self.claimed = []
        if self.wanted == "data" and share_of(self.person_id).status is ShareStatus.FAILED:
            consent(self.person_id)
        for _ in range(3):
            let_time_pass()
            self.claim()
            for delivery in self.claimed:
                record(delivery, self.partner.receive(delivery))
            self.claimed = []
        ended = ShareStatus.REVOKED if self.wanted == "deleted" else ShareStatus.SHARED
        assert (share_of(self.person_id).status, self.partner.took[-1]) == (ended, self.wanted)


def test_a_revocation_is_never_followed_by_data_in_any_interleaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "FAILURES", 10**6)
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            parent=settings.default,
            max_examples=settings.default.max_examples // 4,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
