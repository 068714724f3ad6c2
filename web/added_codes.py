"""What this process knows of the codes that administrators have added: asked for again every few seconds."""

import time
from datetime import date
from threading import Lock
from typing import Any

from shared.catalogue import CODE_LISTS, Addition
from web.clients import code_additions
from web.clients.http import ApiError

ASK_EVERY = 5.0


class Known:
    """Up to which edition, and when that was last asked."""

    def __init__(self) -> None:
        self.edition = -1
        self.asked_at = float("-inf")
        self.lock = Lock()

    def look(self) -> None:
        """Ask the profile service in the name of whoever opens a page, unless that was done just now."""
        if time.monotonic() - self.asked_at < ASK_EVERY or not self.lock.acquire(blocking=False):
            return
        try:
            if found := code_additions.changed_since(self.edition):
                CODE_LISTS.take(_addition(row) for row in found["items"])
                self.edition = found["edition"]
        except ApiError:
            pass  # what is known stays; a page that needs the service says so itself
        finally:
            self.asked_at = time.monotonic()
            self.lock.release()

    def doubt(self) -> None:
        """Ask again for the next page: something was set here just now."""
        self.asked_at = float("-inf")


known = Known()


def _addition(row: dict[str, Any]) -> Addition:
    facts = {name: row[name] for name in Addition.__dataclass_fields__}
    begin, end = row["valid_from"], row["valid_to"]
    days = {"valid_from": date.fromisoformat(begin), "valid_to": date.fromisoformat(end) if end else None}
    return Addition(**(facts | days))
