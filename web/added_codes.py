"""What this process knows of the codes that administrators have added: asked for again every few seconds."""

from datetime import date
from typing import Any

from shared.catalogue import CODE_LISTS, Addition
from shared.looking_again import LookingAgain
from web.clients import code_additions
from web.clients.http import ApiError

ASK_EVERY = 5.0  # seconds


def _take_what_was_added() -> None:
    """Ask the profile service in the name of whoever opens a page."""
    if found := code_additions.changed_since(CODE_LISTS.edition):
        CODE_LISTS.take((_addition(row) for row in found["items"]), found["edition"])


known = LookingAgain(ASK_EVERY, _take_what_was_added, ApiError)


def _addition(row: dict[str, Any]) -> Addition:
    facts = {name: row[name] for name in Addition.__dataclass_fields__}
    begin, end = row["valid_from"], row["valid_to"]
    days = {"valid_from": date.fromisoformat(begin), "valid_to": date.fromisoformat(end) if end else None}
    return Addition(**(facts | days))
