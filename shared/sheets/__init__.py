"""Excel and CSV sheets that people fill in: the template, reading it as it comes back, and the report in the sheet."""

from shared.sheets.model import CellFault, Column, FaultKind, Kind, ReadSheet, Row, SheetRefused
from shared.sheets.reading import MOST_ROWS, read_sheet
from shared.sheets.report import Finding, Tone, marked_sheet
from shared.sheets.template import template

__all__ = [
    "MOST_ROWS",
    "CellFault",
    "Column",
    "FaultKind",
    "Finding",
    "Kind",
    "ReadSheet",
    "Row",
    "SheetRefused",
    "Tone",
    "marked_sheet",
    "read_sheet",
    "template",
]
