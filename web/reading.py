"""How the catalogue's data is read on pages: the words for values, entries, reasons and differences."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import Flask

from shared.beijing import today
from shared.catalogue import SECTIONS, Field, FieldDifference, Section, asked_for, compare, display, summary

Json = Mapping[str, Any]
_Rows = Mapping[str, FieldDifference]


def offer(app: Flask) -> None:
    """Make these words known to the templates."""
    app.jinja_env.globals.update(
        SECTIONS=SECTIONS,
        display=display,
        compare=compare,
        summary=summary,
        section_title=section_title,
        reason_text=reason_text,
        changed_rows=changed_rows,
        three_ways=three_ways,
        facts_in=facts_in,
    )


def section_title(key: str | None) -> str:
    """The title of a section; nothing for a matter that concerns the whole record."""
    return SECTIONS[key].title if key in SECTIONS else ""


def reason_text(reason: Json, *, with_section: bool = True) -> str:
    """A reviewer's reason behind the place it means: 学历学位 · 毕业时间."""
    part = SECTIONS.get(reason.get("section") or "")
    of = part.by_key.get(reason.get("field") or "") if part else None
    places = [part.title if part and with_section else "", of.label if of else ""]
    place = " · ".join(name for name in places if name)
    return f"{place}：{reason['text']}" if place else str(reason["text"])


def changed_rows(request: Json) -> list[FieldDifference]:
    """What a change request changes, field by field."""
    return [row for row in compare(request["section"], request.get("old"), request.get("new")) if row.changed]


@dataclass(frozen=True)
class ThreeWays:
    """A field of a request that came to a conflict: what it was, what was wished, what it is now."""

    key: str
    label: str
    old_text: str
    new_text: str
    current_text: str
    clash: bool


def three_ways(wish: Json) -> list[ThreeWays]:
    """Every field in which the three versions of an entry are not the same."""
    key, clashes = wish["section"], wish["rebase"]["clashes"]
    wished = {row.key: row for row in compare(key, wish["old"], wish["new"])}
    now = {row.key: row for row in compare(key, wish["old"], wish["current"])}
    return [
        ThreeWays(
            field.key,
            field.label,
            _text(wished, now, field.key, "old_text"),
            _text(wished, wished, field.key, "new_text"),
            _text(now, now, field.key, "new_text"),
            field.key in clashes,
        )
        for field in SECTIONS[key].fields
        if any(field.key in rows and rows[field.key].changed for rows in (wished, now))
    ]


def _text(first: _Rows, second: _Rows, key: str, side: str) -> str:
    row = first.get(key) or second.get(key)
    return str(getattr(row, side)) if row else ""


class Fact(NamedTuple):
    """A field of an entry as people read it; `gone` is said beside a value that can't be chosen any more."""

    field: Field
    value: Any
    words: str
    gone: str


def facts_in(
    section: Section, entry: Json, shown: Collection[Field] | None = None, *, with_contact: bool = True
) -> list[Fact]:
    """What a section shows of an entry: every field that is asked for, or of these only those `shown`."""
    day, keys = today(), None if shown is None else {one.key for one in shown}
    fields = (
        one
        for one in asked_for(section, entry).fields
        if (keys is None or one.key in keys) and (with_contact or not one.free)
    )
    return [Fact(one, value := entry.get(one.key), display(one, value), _gone(one, value, day)) for one in fields]


def _gone(field: Field, value: Any, day: date) -> str:
    """What is said beside a value that can't be chosen any more, of several values which; empty for all others."""
    names = "、".join(code.name for code in field.retired(value, day)) if field.codes else ""
    if not names:
        return ""
    return "已停用" if isinstance(value, str) else f"已停用：{names}"
