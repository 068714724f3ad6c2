"""The messages about people's accounts, beside `PersonChanged`: what was done to one, and what the clock brings."""

from typing import Literal
from uuid import UUID

from shared.messaging.message import Message

ToldDeed = Literal[
    "disabled",
    "enabled",
    "unlocked",
    "password_reset",
    "second_factor_reset",
    "sessions_ended",
    "leave_set",
    "transferred",
    "unused_warned",
    "unused_disabled",
    "took_in",
]


class AccountDeedDone(Message, frozen=True, kw_only=True):
    """Something was done to somebody's account of which its owner is to know. `unit_name`: where a transfer led."""

    name = "account.deed_done"
    aggregate, key = "account_deed", "deed_id"
    receivers = ("notices.tell_account_deed",)

    deed_id: UUID
    person_id: UUID
    deed: ToldDeed
    reason: str
    unit_name: str | None = None


class AccountMergerChanged(Message, frozen=True, kw_only=True):
    """That an account goes into another waits for a second administrator, or was answered."""

    name = "account_merger.changed"
    aggregate, key = "account_merger", "merger_id"
    receivers = ("notices.tell_account_merger",)

    merger_id: UUID
    person_name: str
    goes_account: str
    stays_account: str
    status: Literal["pending", "done", "rejected", "withdrawn"]
    answer: str
    recipients: list[UUID]


ACCOUNTS: tuple[type[Message], ...] = (AccountDeedDone, AccountMergerChanged)
