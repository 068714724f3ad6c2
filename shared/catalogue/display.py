"""Values as people read them, and two versions of an entry beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.catalogue.codes import CODE_LISTS
from shared.catalogue.identity import masked
from shared.catalogue.model import Entry, Field, FieldType
from shared.catalogue.sections import section
from shared.catalogue.values import is_empty


@dataclass(frozen=True)
class FieldDifference:
    """One field of an entry, before and after."""

    key: str
    label: str
    old_text: str
    new_text: str
    changed: bool


def display(field: Field, value: Any, *, unmask: bool = False) -> str:
    """The value as people read it: names instead of codes, 是/否, names of files. Sensitive ones masked unless asked.

    `value` is one that was checked before; None is shown as what an empty field means (至今, or nothing).
    """
    if is_empty(value):
        return field.empty_text
    text = _text(field, value)
    if field.sensitive and not unmask:
        return masked(text)
    return f"{text} {field.unit}" if field.unit else text


def summary(section_key: str, entry: Entry) -> str:
    """An entry in one line, to tell it from the section's others. Raises UnknownSection."""
    part = section(section_key)
    texts = (display(part.by_key[key], entry.get(key)) for key in part.summary)
    return " · ".join(text for text in texts if text)


def compare(
    section_key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, *, unmask: bool = False
) -> list[FieldDifference]:
    """Every field that either version fills, in the order of the form; None is the side of an added or deleted entry.

    Sensitive values are compared in full and shown masked unless asked. Raises UnknownSection.
    """
    return [
        FieldDifference(
            field.key,
            field.label,
            _side(field, old, unmask=unmask),
            _side(field, new, unmask=unmask),
            _content(old, field) != _content(new, field),
        )
        for field in section(section_key).fields
        if _content(old, field) is not None or _content(new, field) is not None
    ]


def _side(field: Field, entry: Mapping[str, Any] | None, *, unmask: bool) -> str:
    """One side of a comparison; an entry that is not there shows nothing, not even 至今."""
    return "" if entry is None else display(field, entry.get(field.key), unmask=unmask)


def _content(entry: Mapping[str, Any] | None, field: Field) -> Any:
    """What counts for a comparison: missing and empty are the same."""
    value = (entry or {}).get(field.key)
    return None if is_empty(value) else value


def _text(field: Field, value: Any) -> str:
    """The value in words."""
    match field.type:
        case FieldType.CODE:
            return CODE_LISTS[field.codes].name_of(value)
        case FieldType.CODES:
            return "、".join(CODE_LISTS[field.codes].name_of(code) for code in value)
        case FieldType.BOOL:
            return "是" if value else "否"
        case FieldType.FILES:
            return "、".join(file["name"] for file in value)
        case FieldType.MONTH | FieldType.DATE:
            return in_chinese(value)
        case _:
            return str(value)


def in_chinese(value: str) -> str:
    """2020-03-05 as 2020年3月5日， 2020-03 as 2020年3月."""
    return "".join(f"{int(part)}{word}" for part, word in zip(value.split("-"), "年月日", strict=False))
