"""The report stands in the sheet itself: each row where it was, and nothing in it is a formula."""

import io

from openpyxl import load_workbook

from shared.sheets import Finding, Tone, marked_sheet


def test_rows_stand_where_they_stood_with_what_was_found_beside_them() -> None:
    rows = [
        Finding(3, ["=1+1", "b"], ["可以导入"], Tone.GOOD),
        Finding(6, ["c"], ["有误"], Tone.BAD, frozenset({1})),
    ]
    content = marked_sheet("人员", 2, ["甲", "乙"], ["检查结果"], rows)

    sheet = load_workbook(io.BytesIO(content))["人员"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["甲", "乙", "检查结果"],
        ["=1+1", "b", "可以导入"],
        [None, None, None],
        [None, None, None],
        ["c", None, "有误"],
    ]
    assert sheet["A3"].data_type == "s"
    coloured = {cell.coordinate for row in sheet.iter_rows(min_row=3) for cell in row if cell.fill.fill_type}
    assert coloured == {"C3", "B6", "C6"}
