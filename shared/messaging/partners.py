"""The messages about partners: when one is tried again, and when deliveries are taken up or given up."""

from uuid import UUID

from shared.messaging.long_work import JobContinued
from shared.messaging.message import Message


class PartnerProbeDue(Message, frozen=True, kw_only=True):
    """A partner that did not answer is to be tried with one delivery; `version` counts how often it was left alone."""

    name = "partner_probe.due"
    aggregate, key = "partner_probe", "partner_id"
    receivers = ("export.probe_partner",)

    partner_id: UUID


class DeliveriesDue(Message, frozen=True, kw_only=True):
    """What waits for a partner is to be taken up again: some shares, those that come `after` this one."""

    name = "deliveries.due"
    aggregate, key = "deliveries", "partner_id"
    receivers = ("export.take_up_deliveries",)

    partner_id: UUID
    after: UUID | None


class DeliveriesGivenUp(Message, frozen=True, kw_only=True):
    """Deliveries to a partner were given up: told once a day, however many there are."""

    name = "deliveries.given_up"
    aggregate, key = "given_up_deliveries", "partner_id"
    receivers = ("notices.tell_deliveries_given_up",)

    partner_id: UUID
    partner_name: str
    reason: str


class PartnerResendContinued(JobContinued, frozen=True, kw_only=True):
    """Sending everything again to a partner that has lost its data goes on."""

    name = "partner_resend.continued"
    receivers = ("export.continue_partner_resend",)


PARTNERS: tuple[type[Message], ...] = (
    PartnerProbeDue,
    DeliveriesDue,
    DeliveriesGivenUp,
    PartnerResendContinued,
)
