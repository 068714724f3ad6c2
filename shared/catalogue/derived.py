"""What follows from what a person filled in elsewhere, and is therefore shown and never asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.catalogue.checks import months

Sections = Mapping[str, Sequence[Mapping[str, Any]]]


def derived(sections: Sections, today: date) -> dict[str, int]:
    """The derived facts by field key; one that can't be known yet is missing.

    `specialty_years` are the full years since the person began professional work.
    """
    begun = next((entry.get("specialty_work_start") for entry in sections.get("basic_info", ())), None)
    return {"specialty_years": (months(today.isoformat()) - months(begun)) // 12} if begun else {}


def current_title(sections: Sections) -> tuple[str, str] | None:
    """Series and level of the title a person holds now, as codes; None for 尚无职称."""
    held = next((entry for entry in sections.get("title_qualification", ()) if entry.get("is_current")), None)
    return (held["series"], held["level"]) if held else None
