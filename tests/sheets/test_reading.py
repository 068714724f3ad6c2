"""A sheet is read as it was meant, whatever programs and people made of it; what can't be read is named."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from shared.sheets import ReadSheet, SheetRefused, read_sheet, template
from shared.sheets.model import FaultKind
from shared.sheets.opening import COMPOUND, ENCRYPTED
from shared.sheets.reading import MOST_ROWS
from tests.sheets.builders import COLUMNS, HEADINGS, NUMBER, ROW, book, csv_text, saved, xlsx
from tests.uploads.corpus import ATTACHMENTS, PROOFS

MEANT = {"name": "张晓梅", "number": NUMBER, "sex": "2", "note": "无"}


def read(content: bytes) -> ReadSheet:
    return read_sheet(content, COLUMNS)


def refusal(content: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        read(content)
    return str(refused.value)


def fault_of(value: Any, key: str = "number") -> FaultKind:
    """Why a cell with this value can't be read."""
    row = dict(zip(("name", "number", "sex", "note"), ROW, strict=True)) | {key: value}
    return read(xlsx(list(row.values()))).rows[0].faults[key].kind


def test_a_sheet_is_read_by_its_headings_and_with_its_row_numbers() -> None:
    sheet = read(xlsx(ROW, [], ROW))

    assert (sheet.title, sheet.heading_row, sheet.headings) == ("Sheet", 1, list(HEADINGS))
    assert [(row.number, row.values, row.faults) for row in sheet.rows] == [(2, MEANT, {}), (4, MEANT, {})]
    assert sheet.rows[0].cells == list(ROW)


def test_the_template_filled_in_is_read_whatever_else_is_in_it() -> None:
    made = load_workbook(io.BytesIO(template("人员", COLUMNS, ["每行一人。"])))
    made.worksheets[0].append(list(ROW))

    assert [row.values for row in read(saved(made)).rows] == [MEANT]
    assert made.sheetnames == ["人员", "填写说明"]
    assert made.worksheets[0].column_dimensions["B"].number_format == "@"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("gb18030", ";"), ("utf-16", "\t"), ("utf-8", "，")],
)
def test_csv_is_read_in_every_encoding_that_programs_here_write(encoding: str, delimiter: str) -> None:
    content = csv_text(delimiter=delimiter) if delimiter != "，" else csv_text().replace(",", "，")

    assert [row.values for row in read(content.encode(encoding)).rows] == [MEANT]


@pytest.mark.parametrize(
    "headings",
    [
        ("备注", "性别", "证件号码", "姓名"),
        (" 姓　名", "证件\n号码", "性别*", "备注（可不填）"),
        ("姓名", "身份证号", "性别：", "\u200b备注"),
    ],
    ids=["other order", "spaces and brackets", "other words"],
)
def test_headings_are_known_however_they_are_written(headings: tuple[str, ...]) -> None:
    row = ROW if headings[0] != "备注" else ROW[::-1]

    assert [found.values for found in read(xlsx(row, headings=headings)).rows] == [MEANT]


def test_headings_that_are_missing_or_double_or_unknown_are_named() -> None:
    said = refusal(xlsx(ROW, headings=("姓名", "姓名", "性别", "车牌")))
    assert "缺少列「证件号码」" in said
    assert "列重复「姓名」" in said
    assert "不认识的列「车牌」" in said

    assert read(xlsx([*ROW, "冀A"], headings=[*HEADINGS, "车牌"])).unread == ["车牌"]
    assert "表头应包含「姓名」" in refusal(xlsx(ROW, headings=("a", "b", "c", "d")))


def test_a_title_may_stand_above_the_headings() -> None:
    made = book(HEADINGS, ROW, headings=["河北省某单位人员名单"])
    made.worksheets[0].merge_cells("A1:D1")

    sheet = read(saved(made))
    assert (sheet.heading_row, [row.number for row in sheet.rows]) == (2, [3])


@pytest.mark.parametrize(
    "written",
    [
        "１３０１０４１９９００１０１００１３",
        f" {NUMBER}\u00a0",
        f"'{NUMBER}",
        "130104\u200b19900101 0013",
        f"\t{NUMBER}",
    ],
    ids=["full width", "spaces", "apostrophe", "invisible", "tab"],
)
def test_a_number_is_one_however_it_was_typed(written: str) -> None:
    assert read(xlsx(("张晓梅", written, "女", ""))).rows[0].values == MEANT


def test_a_number_forced_to_be_text_in_csv_is_read() -> None:
    assert read(csv_text([("张晓梅", f'="{NUMBER}"', "女", "")]).encode()).rows[0].values == MEANT


def test_small_letters_and_words_for_a_choice_are_understood() -> None:
    row = read(xlsx(("张晓梅", "13010419900101001x", " 先 生", "有"))).rows[0]
    assert row.values == {"name": "张晓梅", "number": "13010419900101001X", "sex": "1", "note": "有"}
    assert read(xlsx(("张晓梅", 12345678, 1, None))).rows[0].values["number"] == "12345678"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (130104199001010013, FaultKind.ROUNDED),
        (1.30104199001010e17, FaultKind.ROUNDED),
        ("1.3E+17", FaultKind.SCIENTIFIC),
        ("1.30104E+17", FaultKind.SCIENTIFIC),
        (date(1990, 1, 1), FaultKind.DATE),
        ("=A1", FaultKind.FORMULA),
        ("#N/A", FaultKind.ERROR),
        ("9" * 201, FaultKind.TOO_LONG),
        (None, FaultKind.MISSING),
        ("\u200b \u3000", FaultKind.MISSING),
    ],
    ids=str,
)
def test_what_a_cell_has_lost_or_never_had_is_named(value: Any, kind: FaultKind) -> None:
    assert fault_of(value) == kind


def test_a_choice_that_is_none_is_answered_with_those_that_are() -> None:
    fault = read(xlsx(("张晓梅", NUMBER, "不详", ""))).rows[0].faults["sex"]
    assert (fault.kind, fault.text) == (FaultKind.NOT_A_CHOICE, "只能填写：男、女")


def test_cells_that_were_merged_hold_nothing_but_the_first() -> None:
    made = book(ROW, ROW, ROW)
    made.worksheets[0].merge_cells("A2:A4")

    assert [set(row.faults) for row in read(saved(made)).rows] == [set(), {"name"}, {"name"}]
    assert read(saved(made)).rows[1].faults["name"].kind is FaultKind.MERGED


def test_hidden_rows_are_read_and_said_to_be_hidden() -> None:
    made = book(ROW, ROW)
    made.worksheets[0].row_dimensions[3].hidden = True

    assert [row.hidden for row in read(saved(made)).rows] == [False, True]


def test_more_rows_than_a_file_may_have_are_refused_and_the_limit_is_said() -> None:
    line = ",".join(ROW)
    lines = [",".join(HEADINGS), *[line] * MOST_ROWS]
    assert len(read("\n".join(lines).encode()).rows) == MOST_ROWS

    assert str(MOST_ROWS) in refusal("\n".join([*lines, line]).encode())


def test_of_several_sheets_the_one_with_these_columns_is_read() -> None:
    made = book(ROW)
    made.create_sheet("说明", 0).append(["怎样填写"])
    hidden = made.create_sheet("旧")
    hidden.append(list(HEADINGS))
    hidden.sheet_state = "hidden"
    assert len(read(saved(made)).rows) == 1

    made.create_sheet("二班").append(list(HEADINGS))
    assert "「二班」" in refusal(saved(made))


def test_files_that_are_none_of_ours_are_refused_in_words_that_help() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    macros = io.BytesIO(xlsx(ROW))
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    for content, word in [
        (b"", "空的"),
        (b" \n", "空的"),
        (COMPOUND + b"x", ".xls"),
        (COMPOUND + ENCRYPTED, "密码"),
        (bomb.getvalue(), "展开后过大"),
        (macros.getvalue(), "宏"),
        (xlsx(ROW)[:-30], "损坏"),
        (b"\x00\x01\x02", "CSV"),
        (b"\xff\xff\xff", "编码"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (saved(Workbook()), "没有内容"),
        (xlsx(), "表头下面没有内容"),
    ]:
        assert word in refusal(content)


def test_no_bad_file_of_the_corpus_is_a_sheet_of_ours() -> None:
    for make, _ in (PROOFS | ATTACHMENTS).values():
        assert refusal(make())


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    for sent in (content, b"PK\x03\x04" + content, csv_text().encode() + content, content + csv_text().encode("gbk")):
        try:
            read(sent)
        except SheetRefused as refused:
            assert refused.fields["file"]  # noqa: PT017 - anything else fails the test


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=30))
def test_no_damage_to_a_workbook_brings_the_reader_down(place: int, damage: bytes) -> None:
    content = bytearray(WORKBOOK)
    content[place % len(content) : place % len(content) + len(damage)] = damage
    try:
        read(bytes(content))
    except SheetRefused as refused:
        assert refused.fields["file"]  # noqa: PT017


CELLS = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.dates(date(1900, 3, 1))


@given(st.lists(st.lists(CELLS.filter(lambda value: not isinstance(value, str) or value.isprintable()), max_size=5)))
def test_no_cells_bring_the_reader_down(rows: list[list[Any]]) -> None:
    try:
        sheet = read(xlsx(*rows))
    except SheetRefused as refused:
        assert refused.fields["file"]  # noqa: PT017
        return
    for row in sheet.rows:
        assert row.values.keys() | row.faults.keys() == {column.key for column in COLUMNS}


WORKBOOK = xlsx(ROW, ROW)
