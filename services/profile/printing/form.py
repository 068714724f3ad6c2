"""What the printed form says: the record section by section, as the catalogue defines it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from services.profile.operations.files import PHOTO
from shared.beijing import BEIJING
from shared.catalogue import SECTIONS, Field, FieldType, Section, display, suited
from shared.printing.fonts import FAMILIES, UNKNOWN, printed_as
from shared.settings import settings

TITLE = "专业技术人员基本情况表"
TEMPLATE = Path(__file__).with_name("form.typ")
# How broad a column is beside the others, and from how many characters on a value needs a line, an entry a page break.
WEIGHTS = {FieldType.YEAR: 2, FieldType.INT: 2, FieldType.DECIMAL: 2, FieldType.MONTH: 3, FieldType.DATE: 4}
USUAL_WEIGHT = {FieldType.TEXT: 6}
WIDE_FROM = 24
LONG_FROM = 900

Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A record to be printed: what it holds and what is said about it; `code` only where it can be verified."""

    content: Mapping[str, Any]
    status: str
    draft: bool = False
    version: str
    number: str = ""
    code: str = ""
    at: datetime
    photo: bytes = b""

    @property
    def basic_info(self) -> Values:
        """The values of 基本信息; empty if nothing is there yet."""
        entries = self.content["sections"].get("basic_info") or [{"data": {}}]
        data: Values = entries[0]["data"]
        return data

    @property
    def name(self) -> str:
        """Whose record it is."""
        return str(self.basic_info.get("name") or self.content["person"].get("name", ""))

    @property
    def verify_address(self) -> str:
        """Where everybody can see whether the form is genuine."""
        return verify_address(self.code) if self.code else ""


def form_of(printed: Printed) -> dict[str, Any]:
    """Everything that the template sets, in its order; texts as the fonts can print them."""
    said: dict[str, Any] = printed_as(
        {
            "title": TITLE,
            "system": settings.system_name,
            "fonts": list(FAMILIES),
            "name": printed.name,
            "draft": printed.draft,
            "facts": _facts(printed),
            "photo": list(printed.photo),
            "verify": printed.verify_address,
            "qr_code": qr_code(printed.verify_address),
            "footer": _footer(printed),
            "note": _note(printed),
            "sections": [_section(part, printed) for part in SECTIONS.values()],
        }
    )
    return said


def verify_address(code: str) -> str:
    """Where everybody can see what is true of what was printed with this code."""
    return f"{settings.public_url}/verify/{code}"


def in_groups(code: str) -> str:
    """A code as people compare and type it: in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_code(address: str) -> str:
    """The address as an SVG picture, readable though a quarter of it is covered by a stamp; empty if there is none."""
    return segno.make_qr(address, error="q").svg_inline(border=1) if address else ""


def _facts(printed: Printed) -> list[list[str]]:
    unit = printed.content["person"].get("unit_name", "")
    at = f"{printed.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    facts = [["姓名", printed.name], ["单位", unit], ["状态", printed.status], ["版本", printed.version]]
    if printed.draft:
        return [*facts, ["打印时间", at]]
    return [*facts, ["编号", printed.number], ["提交时间", at]]


def _footer(printed: Printed) -> str:
    if printed.draft:
        return f"{TITLE}　草稿，未经审核"
    return f"编号 {printed.number}　{printed.version}　验证码 {in_groups(printed.code)}"


def _note(printed: Printed) -> str:
    genuine = f"核验：扫描首页二维码，或打开 {printed.verify_address} ，状态以核验结果为准。" if printed.code else ""
    return f"{genuine}证件号码等敏感信息只显示首尾。{UNKNOWN}表示字库中没有的字，括号内是它的统一码。"


def _section(part: Section, printed: Printed) -> dict[str, Any]:
    entries = [entry["data"] for entry in printed.content["sections"].get(part.key, [])]
    if not any(entries):
        return {"title": part.title, "kind": "empty"}
    if part.many:
        return {"title": part.title, "kind": "many"} | _table(part, entries)
    return {"title": part.title, "kind": "one", "groups": list(_groups(part, entries[0], printed))}


def _groups(part: Section, entry: Values, printed: Printed) -> Iterable[dict[str, Any]]:
    """The fields of a single entry as the form on the screen groups them."""
    for title, fields in suited(part, entry).groups():
        shown = [one for one in fields if _belongs(one, entry, printed)]
        if shown:
            yield {"title": title, "rows": _rows([(one, _text(one, entry)) for one in shown])}


def _rows(facts: list[tuple[Field, str]]) -> list[list[list[str]]]:
    """Two short facts beside each other, a long one alone."""
    rows: list[list[list[str]]] = []
    beside = False
    for one, text in facts:
        wide = one.type in {FieldType.LONGTEXT, FieldType.FILES} or len(text) >= WIDE_FROM
        if beside and not wide:
            rows[-1].append([one.label, text])
        else:
            rows.append([[one.label, text]])
        beside = not wide and not beside
    return rows


def _table(part: Section, entries: list[Values]) -> dict[str, Any]:
    """A column for each field by which entries are told apart; whatever else is filled in goes below."""
    columns = [part.by_key[key] for key in part.summary]
    others = [one for one in part.fields if one.key not in part.summary]
    return {
        "columns": [{"label": one.label, "weight": _weight(one)} for one in columns],
        "entries": [_line(columns, others, entry) for entry in entries],
    }


def _line(columns: list[Field], others: list[Field], entry: Values) -> dict[str, Any]:
    cells = [_text(one, entry) for one in columns]
    details = [[one.label, text] for one in others if (text := _text(one, entry))]
    length = sum(map(len, cells)) + sum(len(text) for _, text in details)
    return {"cells": cells, "details": details, "long": length >= LONG_FROM}


def _weight(one: Field) -> int:
    return WEIGHTS.get(one.type) or USUAL_WEIGHT.get(one.type, 4)


def _text(one: Field, entry: Values) -> str:
    """The value in words, sensitive ones masked as everywhere."""
    return display(one, entry.get(one.key))


def _belongs(one: Field, entry: Values, printed: Printed) -> bool:
    """Whether a field has a place on the form: not the photo that is a picture, nor what no snapshot contains."""
    if one.free and not printed.draft:
        return False
    if one.key == PHOTO and printed.photo:
        return False
    return one.applies_when is None or one.applies_when.holds(entry)
