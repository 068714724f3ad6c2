"""Every message between services, once: its name, its fields and who receives it.

A message says in the past tense what happened and carries the whole new state with its version, so that a receiver
needs to ask nobody. Searching for a class name finds the one `publish` and every `@consumes`.

A receiver `review.open_case` is the function `open_case` in the `consumers.py` that serves the queue `review`.
Subjects with messages of their own have a file beside this one, and all are in `CONTRACTS`.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from shared.messaging.accounts import ACCOUNTS
from shared.messaging.clocks import TIMED
from shared.messaging.corrections import CORRECTING
from shared.messaging.figures import COUNTED
from shared.messaging.granting import GRANTING
from shared.messaging.long_work import LONG_WORK
from shared.messaging.mailing import MAILING
from shared.messaging.message import Message
from shared.messaging.own_account import OWN_ACCOUNT
from shared.messaging.partners import PARTNERS
from shared.messaging.reopening import REOPENING
from shared.messaging.units import UNITS

QUEUES = {"auth": "auth", "profile": "profile", "export": "profile", "review": "review", "notices": "notices"}
"""Which service's worker serves a queue."""

SubjectKind = Literal["record", "change", "identity", "transfer"]
"""A record, an entry's change, a correction of name and ID document, a move to another unit."""
Outcome = Literal["approved", "returned", "rejected", "withdrawn", "conflict"]


class Grant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role, and the unit for which (with the units below it) it was granted."""

    role: str
    unit_id: UUID


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault that a reviewer found: where it lies, and in words what is to be put right."""

    text: str
    section: str | None = None
    entry: str | None = None
    field: str | None = None


class UnitChanged(Message, frozen=True, kw_only=True):
    """A unit was created, its facts changed, or it was closed, perhaps by a merger into another."""

    name = "unit.changed"
    aggregate, key = "unit", "unit_id"
    receivers = ("profile.mirror_unit", "review.mirror_unit", "notices.mirror_unit")

    unit_id: UUID
    unit_name: str
    code: str
    nature: str
    region: str
    superior_id: UUID | None
    closed: bool
    merged_into: UUID | None = None


class PersonChanged(Message, frozen=True, kw_only=True):
    """A person was created or corrected, or the account went into another; the ID number travels only encrypted."""

    name = "person.changed"
    aggregate, key = "person", "person_id"
    receivers = ("profile.mirror_person", "review.mirror_person", "notices.mirror_person")

    person_id: UUID
    account: str
    person_name: str
    id_type: str
    id_number: str
    unit_id: UUID
    is_professional: bool
    active: bool
    merged_into: UUID | None = None


class StaffChanged(Message, frozen=True, kw_only=True):
    """Somebody who reviews or administers got, kept or lost roles, went on leave or was disabled."""

    name = "staff.changed"
    aggregate, key = "staff", "person_id"
    receivers = ("review.mirror_staff", "notices.mirror_staff")

    person_id: UUID
    person_name: str
    active: bool
    on_leave: bool
    grants: list[Grant]


class ReviewRequested(Message, frozen=True, kw_only=True):
    """A person handed something in. A move is for the unit moved to (`unit_id`); the one left only sees it.

    `content_sha256` is what the decision will be about, `bundle_id` that of change requests handed in together; the
    previous release tells neither.
    """

    name = "review.requested"
    aggregate, key = "subject", "subject_id"
    receivers = ("review.open_case", "notices.tell_requested")

    kind: SubjectKind
    subject_id: UUID
    person_id: UUID
    unit_id: UUID
    submission_id: UUID
    number: int
    submitted_at: datetime
    account: str
    person_name: str
    section: str | None
    title_series: str | None
    title_level: str | None
    warnings: int
    content_sha256: str | None = None
    bundle_id: UUID | None = None
    from_unit_id: UUID | None = None
    person_version: int = 0


class ReviewWithdrawn(Message, frozen=True, kw_only=True):
    """The person took back what was handed in, before any decision took effect."""

    name = "review.withdrawn"
    aggregate, key = "subject", "subject_id"
    receivers = ("review.withdraw_case", "notices.tell_withdrawn")

    kind: SubjectKind
    subject_id: UUID
    person_id: UUID
    section: str | None


class ReviewSettled(Message, frozen=True, kw_only=True):
    """The outcome that took effect; only now may anybody be told."""

    name = "review.settled"
    aggregate, key = "subject", "subject_id"
    receivers = ("review.close_case", "notices.tell_settled")

    kind: SubjectKind
    subject_id: UUID
    person_id: UUID
    case_id: UUID
    outcome: Outcome
    section: str | None
    reasons: list[Reason]


class CaseOpened(Message, frozen=True, kw_only=True):
    """A case waits for a reviewer; assignment is a step of its own, outside anybody's request."""

    name = "case.opened"
    aggregate, key = "queued_case", "case_id"
    receivers = ("review.assign_case",)

    case_id: UUID


class ReviewerMissed(Message, frozen=True, kw_only=True):
    """A unit has nobody to review a case; it rose to a unit above, or waits if nobody was found there either."""

    name = "reviewer.missed"
    aggregate, key = "unattended_case", "case_id"
    receivers = ("notices.tell_reviewer_missed",)

    case_id: UUID
    unit_id: UUID
    unit_name: str
    rose_to: str | None


class CaseAssigned(Message, frozen=True, kw_only=True):
    """A case lies with somebody; the person is told the role, the reviewer is told the case."""

    name = "case.assigned"
    aggregate, key = "case", "case_id"
    receivers = ("profile.note_holder", "notices.tell_assigned")

    case_id: UUID
    kind: SubjectKind
    subject_id: UUID
    person_name: str
    reviewer_id: UUID
    reviewer_role: str
    unit_name: str
    bundle_id: UUID | None = None


class CaseDecided(Message, frozen=True, kw_only=True):
    """A reviewer decided. Profile alone settles whether that takes effect."""

    name = "case.decided"
    aggregate, key = "case", "case_id"
    receivers = ("profile.settle",)

    case_id: UUID
    kind: SubjectKind
    subject_id: UUID
    submission_id: UUID
    decision: Literal["approve", "return"]
    reasons: list[Reason]
    decided_by: UUID
    role: str
    decided_at: datetime
    content_sha256: str | None = None


class ShareRequested(Message, frozen=True, kw_only=True):
    """A share or its revocation is due at the partner's; profile's export worker delivers it."""

    name = "share.requested"
    aggregate, key = "share", "share_id"
    receivers = ("export.deliver_share",)

    share_id: UUID


class ShareChanged(Message, frozen=True, kw_only=True):
    """How a share stands, for the person to know."""

    name = "share.changed"
    aggregate, key = "share", "share_id"
    receivers = ("notices.tell_share",)

    share_id: UUID
    person_id: UUID
    status: Literal["shared", "failed", "revoked"]
    link: str | None
    reason: str | None
    partner_name: str = "找专家网"  # the only one there was, in messages from before


EVERY: tuple[type[Message], ...] = (
    UnitChanged,
    PersonChanged,
    StaffChanged,
    ReviewRequested,
    ReviewWithdrawn,
    ReviewSettled,
    CaseOpened,
    ReviewerMissed,
    CaseAssigned,
    CaseDecided,
    ShareRequested,
    ShareChanged,
    *ACCOUNTS,
    *CORRECTING,
    *TIMED,
    *LONG_WORK,
    *COUNTED,
    *GRANTING,
    *REOPENING,
    *OWN_ACCOUNT,
    *UNITS,
    *PARTNERS,
    *MAILING,
)
CONTRACTS = {contract.name: contract for contract in EVERY}

Payload = dict[str, Any]


def queue_of(receiver: str) -> str:
    """`review.open_case` -> `review`."""
    return receiver.partition(".")[0]
