"""What a service found wrong, field by field, in the one form that the pages show."""

from typing import Any

from web.clients.http import ApiError


def texts_by_field(error: ApiError) -> dict[str, str]:
    """Field name -> sentence. Knows the services' own form and that of their schema checks (nested, with lists)."""
    found: dict[str, str] = {}
    _collect(error.fields, found)
    return found


def _collect(fields: dict[str, Any], found: dict[str, str]) -> None:
    for name, said in fields.items():
        if isinstance(said, dict):
            _collect(said, found)
        elif isinstance(said, list):
            found[name] = "".join(str(sentence) for sentence in said)
        else:
            found[name] = str(said)
