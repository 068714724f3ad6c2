"""What a sheet is made of: the columns that are asked for, and the rows as they were understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from shared.errors import DomainError


class SheetRefused(DomainError):
    """The file as a whole can't be used; the sentence says why and what to do."""

    status, error, message = 422, "sheet_refused", "{why}"

    def __init__(self, why: str) -> None:
        super().__init__(why=why, fields={"file": [why]})


class Form(StrEnum):
    """How a cell holds what it shows."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


class Cell(NamedTuple):
    """A cell of the file, its content as text."""

    text: str
    form: Form = Form.TEXT


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"  # letters and digits: no spaces, capitals, never rounded
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that is asked for. What is not `required` may be left empty, or be missing with its heading.

    `choices` are the words of a CHOICE with what they stand for; `also` and `also_choices` are understood, not offered.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = True
    also: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    also_choices: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    longest: int = 200
    help: str = ""
    example: str = ""
    width: int = 20


class FaultKind(StrEnum):
    """Why a cell can't be read."""

    MISSING = "missing"
    FORMULA = "formula"
    ERROR = "error_value"
    DATE = "date"
    MERGED = "merged"
    SCIENTIFIC = "scientific"
    ROUNDED = "rounded"
    TOO_LONG = "too_long"
    NOT_A_CHOICE = "not_a_choice"


AS_TEXT = "请把该列设为“文本”格式后重新填写"
SENTENCES = {
    FaultKind.MISSING: "没有填写，请补充",
    FaultKind.FORMULA: "单元格里是公式，请复制后用“选择性粘贴”粘贴为数值",
    FaultKind.ERROR: "单元格里是错误值（如 #N/A），请改成正确的内容",
    FaultKind.DATE: f"内容被识别成了日期，{AS_TEXT}",
    FaultKind.MERGED: "单元格被合并，请取消合并，在每一行里分别填写",
    FaultKind.SCIENTIFIC: f"号码变成了 1.3E+17 这样的科学计数，{AS_TEXT}完整号码",
    FaultKind.ROUNDED: f"号码按数字保存，第 15 位以后已经丢失，{AS_TEXT}完整号码",
    FaultKind.TOO_LONG: "内容过长，最多 {longest} 个字符",
    FaultKind.NOT_A_CHOICE: "只能填写：{choices}",
}


class CellFault(NamedTuple):
    """Why a cell can't be read, in words that say what to do."""

    kind: FaultKind
    text: str

    @classmethod
    def of(cls, kind: FaultKind, column: Column) -> "CellFault":
        """The fault of a cell in this column."""
        facts = {"longest": column.longest, "choices": "、".join(column.choices)}
        return cls(kind, SENTENCES[kind].format(**facts))


@dataclass(frozen=True)
class Row:
    """A row with its number in the sheet: what was understood and what not, both by the columns' keys.

    `cells` are the texts as they stand in the file, all of them, in the file's order.
    """

    number: int
    values: dict[str, str]
    faults: dict[str, CellFault]
    cells: list[str]
    hidden: bool = False


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it was understood: where its headings stand, which column is where, and what nobody asked for."""

    title: str
    heading_row: int
    headings: list[str]
    places: dict[str, int]
    unread: list[str]
    rows: list[Row]
