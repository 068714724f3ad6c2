"""One cell: from what programs and people leave in it to what was meant."""

import re
import unicodedata

from shared.sheets.model import Cell, CellFault, Column, FaultKind, Form, Kind

SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+")
EXACT_DIGITS = 15  # what Excel keeps of a number
# How people force a number to be text where nothing else does: '123 in a cell, ="123" in a CSV file.
APOSTROPHES = "'‘’`"
FORCED_TEXT = re.compile(r'="([^"]*)"')
UNREADABLE = {Form.FORMULA: FaultKind.FORMULA, Form.ERROR: FaultKind.ERROR, Form.DATE: FaultKind.DATE}
INVISIBLE = {"Cf", "Cc"}


def visible(text: str) -> str:
    """The text without invisible characters, and with one space wherever there is any kind of space or line break."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    shown = "".join(sign for sign in spaced if unicodedata.category(sign) not in INVISIBLE)
    return " ".join(shown.split())


def code(text: str) -> str:
    """A number or code in one spelling: half-width, capitals, no spaces."""
    forced = FORCED_TEXT.fullmatch(text.strip())
    folded = unicodedata.normalize("NFKC", visible(forced[1] if forced else text))
    return "".join(folded.split()).strip(APOSTROPHES).upper()


def heading(text: str) -> str:
    """A heading as it is compared: no spaces, no stars, nothing in brackets."""
    folded = unicodedata.normalize("NFKC", visible(text))
    return re.sub(r"\([^()]*\)|[\s*:]", "", folded).lower()


def read_cell(cell: Cell, column: Column) -> str | CellFault:
    """What was meant in this column, or why that can't be said; an empty cell is the column's default."""
    if cell.form in UNREADABLE:
        return CellFault.of(UNREADABLE[cell.form], column)
    text = code(cell.text) if column.kind is Kind.CODE else visible(cell.text)
    if not text:
        return CellFault.of(FaultKind.MISSING, column) if column.required else column.default
    fault = _fault(text, cell, column)
    if fault:
        return CellFault.of(fault, column)
    return _chosen(text, column) if column.kind is Kind.CHOICE else text


def _fault(text: str, cell: Cell, column: Column) -> FaultKind | None:
    if len(text) > column.longest:
        return FaultKind.TOO_LONG
    if column.kind is Kind.CODE and SCIENTIFIC.fullmatch(text):
        return FaultKind.SCIENTIFIC
    if column.kind is Kind.CODE and cell.form is Form.NUMBER and len(text) > EXACT_DIGITS:
        return FaultKind.ROUNDED
    return None


def _chosen(text: str, column: Column) -> str | CellFault:
    """What a word of the list stands for; the code itself will do too."""
    wanted = heading(text)
    for words in (column.choices, column.also_choices):
        for word, meaning in words.items():
            if wanted in {heading(word), meaning}:
                return meaning
    return CellFault.of(FaultKind.NOT_A_CHOICE, column)
