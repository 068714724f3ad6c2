"""What a service found wrong, field by field, in the one form that the pages show."""

from collections.abc import Mapping
from typing import Any

from web.clients.http import ApiError


def texts_by_field(error: ApiError) -> dict[str, str]:
    """Field name -> sentence. Knows the services' own form and that of their schema checks (nested, with lists)."""
    found: dict[str, str] = {}
    _collect(error.fields, found)
    return found


def problems(error: ApiError | None, faults: dict[str, str], labels: dict[str, str]) -> list[dict[str, str]]:
    """What keeps a form from being saved, each with a link to its field, in the order of the labels."""
    if error is None:
        return []
    listed = [{"href": f"#{name}", "text": f"{labels[name]}：{faults[name]}"} for name in labels if name in faults]
    return listed or [{"href": "", "text": "".join(faults.values()) or error.detail}]


def in_order(faults: Mapping[str, str], places: Mapping[str, str]) -> list[dict[str, str]]:
    """The faults for the summary at the top: first those of no field, then the others as their fields stand."""
    keys = [*(key for key in faults if key not in places), *(key for key in places if key in faults)]
    return [{"href": places.get(key, ""), "text": faults[key]} for key in keys]


def _collect(fields: dict[str, Any], found: dict[str, str]) -> None:
    for name, said in fields.items():
        if isinstance(said, dict):
            _collect(said, found)
        elif isinstance(said, list):
            found[name] = "".join(str(sentence) for sentence in said)
        else:
            found[name] = str(said)
