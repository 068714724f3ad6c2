"""What of the four databases is multiplied, and what in it is bound to its row."""

from typing import NamedTuple

LEFT = {
    "auth": "password_policy sign_in_session sign_in_failures password_reset contact_code outgoing_text",
    "profile": "figure partner partner_edition partner_secret partner_event partner_health delivery_attempt"
    " collection_window window_edition window_reminder code_addition code_addition_edition data_export",
    "review": "figure canned_reason chain",
    "notices": "notice notice_audience notice_board notice_edition notice_revision notice_search_text attachment"
    " attachment_downloads mailbox",
}
"""There once for the whole province, or only in passing."""

IN_PASSING = (
    *("figure", "sign_in", "password_reset", "contact", "outgoing", "delivery", "data_export", "mailbox"),
    "partner_event",
)

EVERYWHERE = "alembic_version outbox_message inbox_message answered_request job job_line audit_link audit_head"
"""Left in all services: what is under way or was dealt with is soon cleared away, the chain is made anew."""

HISTORY = frozenset({"audit_entry", "logged_change"})
"""What is kept of the last part of the time only; what is older would lie in the archive."""
KEPT = 12  # one copy in so many has its history

SEALED = {
    ("auth", "person", "id_number"): "person|id_number|",
    ("auth", "second_factor", "seed"): "second_factor|seed|",
    ("auth", "contact", "value"): "contact|value|",
    ("auth", "credential", "first_password"): "credential|first_password|",
    ("auth", "recovery_code", "code_hmac"): "recovery_code|code|",
    ("profile", "person", "encrypted_id_number"): "person|id_number|",
    ("profile", "submission", "encrypted_id_number"): "submission|id_number|",
    ("profile", "submission", "encrypted_salt"): "submission|salt|",
    ("profile", "entry", "encrypted"): "entry|encrypted|",
    ("profile", "removed_entry", "encrypted"): "entry|encrypted|",
    ("profile", "draft", "encrypted"): "draft|encrypted|",
    ("profile", "change_draft", "encrypted"): "change_draft|encrypted|",
    ("profile", "correction", "encrypted_numbers"): "correction|numbers|",
    ("profile", "correction", "encrypted_salt"): "correction|salt|",
}
"""What each encrypted value is bound to, with the id of its row, or of its person where that has none, behind it."""
CODES = "first-password"
OF_CODES = frozenset({"credential", "recovery_code"})
"""What lies under that key, as bytes."""


class Table(NamedTuple):
    """A table and those of its columns that are filled in; the others the database fills in."""

    service: str
    name: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.service}.{self.name}"

    @property
    def holds_the_provinces(self) -> bool:
        """Whether what stays in it is the province's own; the other tables that stay only name what others have."""
        return self.name in LEFT[self.service].split() and not self.name.startswith(IN_PASSING)


def left(service: str) -> set[str]:
    """The tables of a service that stay as they are."""
    return {*LEFT[service].split(), *EVERYWHERE.split()}
