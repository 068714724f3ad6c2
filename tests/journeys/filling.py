"""Filling in any form of the record, field by field as the catalogue describes it, with what people read and type."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from shared.catalogue import Field, FieldType, Section

Papers = dict[str, Path]


def fill(form: Locator, section: Section, entry: dict[str, Any], papers: Papers) -> None:
    """Fill in the fields of an entry in the order of the form; what is empty is left alone."""
    for field in section.fields:
        if entry.get(field.key, "") != "":
            _fill(form, field, f"{section.key}-{field.key}", entry[field.key], papers)


def _fill(form: Locator, field: Field, place: str, value: Any, papers: Papers) -> None:
    one = form.locator(f"[id='{place}']")
    match field.type:
        case FieldType.FILES:
            one.set_input_files(papers[value])
        case FieldType.BOOL:
            form.locator(f"[id='{place}-{1 if value else 2}']").check()
        case FieldType.CODES:
            for name in value:
                one.get_by_label(name, exact=True).check()
        case FieldType.CODE if field.searchable:
            for depth, name in enumerate(value if isinstance(value, tuple) else (value,)):
                found = form.locator(f"[id='{place}{f'-{depth}' if depth else ''}']")
                found.fill(name)
                found.press("Enter")
        case FieldType.CODE:
            one.select_option(label=value)
        case _:
            one.fill(value)


def open_form(page: Page, section: Section) -> Locator:
    """The form of a single section, or for a new entry.

    By its name as it is written: to ask all elements of a long page for their role takes 10 ms at each field.
    """
    page.goto(f"/record?open={section.key}{'&entry=new' if section.many else ''}")
    return page.locator(f"form[aria-label='{section.title}']")
