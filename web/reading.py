"""How the catalogue's data is read on pages: the words for values, entries, reasons and differences."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from shared.beijing import today
from shared.catalogue import SECTIONS, Field, FieldDifference, asked_for, compare, display, summary

Json = Mapping[str, Any]


def offer(app: Flask) -> None:
    """Make these words known to the templates."""
    app.jinja_env.globals.update(
        SECTIONS=SECTIONS,
        display=display,
        compare=compare,
        summary=summary,
        section_title=section_title,
        reason_text=reason_text,
        asked_for=asked_for,
        changed_rows=changed_rows,
        retired_words=retired_words,
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


def retired_words(field: Field, value: Any) -> str:
    """What is said beside a value that can't be chosen any more, of several values which; empty for all others."""
    names = "、".join(code.name for code in field.retired(value, today()))
    if not names:
        return ""
    return "已停用" if isinstance(value, str) else f"已停用：{names}"
