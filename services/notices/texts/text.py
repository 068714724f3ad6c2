"""What a sentence to a person consists of, where it can lead, and how reasons stand in it."""

from typing import NamedTuple

RECORD, CHANGES, SHARING, MESSAGES, EXPORTS = "/record", "/changes", "/sharing", "/messages", "/record/exports"
CASES, SHEETS, GRANTS, SECURITY = "/cases", "/figures/sheets", "/administration/grants", "/security"
PARTNERS = "/administration/partners"


class Text(NamedTuple):
    """A sentence, and the gateway's page where the reader goes on."""

    text: str
    link: str


def unended(words: str) -> str:
    """What somebody wrote, without the full stop that the sentence around it has."""
    return words.strip().rstrip("。；，.")


def because(reason: str | None) -> str:
    """A reason as a sentence of its own; nothing if none was given."""
    return f"原因：{unended(reason)}。" if reason else ""
