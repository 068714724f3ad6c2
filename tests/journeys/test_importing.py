"""An administrator imports people from a sheet, from the template to the slips with which they sign in."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.auth.importing import test_unit_imports as of_units
from tests.auth.importing.sheets import card_number, good, sheet
from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.clients import until
from tests.journeys.conftest import NewPage

UNIT_CODE = "12130104401735825T"
GOOD, FAULTY = 35, 5


def made_sheet(folder: Path) -> tuple[Path, list[Any]]:
    """Forty people, some of whose rows are faulty; and the number of the first."""
    rows = [good(UNIT_CODE, nth) for nth in range(GOOD)]
    rows += [good(UNIT_CODE, number=card_number(right=False)) for _ in range(FAULTY - 1)] + [
        good(UNIT_CODE, name="张 三")
    ]
    path = folder / "新进人员.xlsx"
    path.write_bytes(sheet(rows))
    return path, rows[0]


def downloaded(page: Page, name: str, role: str = "link") -> io.BytesIO:
    """The file behind a link or a button."""
    with page.expect_download() as download:
        page.get_by_role("link" if role == "link" else "button", name=name).click()
    return io.BytesIO(Path(download.value.path()).read_bytes())


def open_imports(admin: Page) -> None:
    """The page, and the template that it offers."""
    admin.get_by_role("button", name="管理").click()
    steps.menu(admin, "导入人员")
    accessible(admin)
    template = load_workbook(downloaded(admin, "下载导入模板"))
    assert template.sheetnames == ["人员", "填写说明"]


def upload(admin: Page, path: Path) -> None:
    admin.get_by_label("人员表", exact=True).set_input_files(path)
    admin.get_by_role("button", name="上传并检查").click()


def words_of_slips(admin: Page) -> list[str]:
    """Everything that stands on the slips, word by word."""
    admin.once("dialog", lambda dialog: dialog.accept())
    slips = pypdfium2.PdfDocument(downloaded(admin, "打印石家庄市滹沱河人民医院的密码条", "button"))
    return "\n".join(page.get_textpage().get_text_range() for page in slips).split()


def is_password(word: str) -> bool:
    return word.count("-") == 3


def test_a_sheet_of_people_goes_from_upload_to_slips(new_page: NewPage, tmp_path: Path) -> None:
    admin = new_page("邢晓岚")
    open_imports(admin)
    (tmp_path / "旧.csv").write_text("a,b\n1,2\n")
    upload(admin, tmp_path / "旧.csv")
    expect(admin.get_by_role("alert")).to_contain_text("没有找到表头")
    accessible(admin)

    path, first = made_sheet(tmp_path)
    upload(admin, path)
    expect(admin.get_by_text(f"可导入 {GOOD} 行，有问题 {FAULTY} 行")).to_be_visible()
    expect(admin.get_by_role("row", name="号码校验不通过 问题，不能导入 4")).to_be_visible()
    accessible(admin)
    report = load_workbook(downloaded(admin, "下载检查结果")).worksheets[0]
    assert "中间不能有空格" in report.cell(GOOD + FAULTY + 1, report.max_column).value

    admin.get_by_role("button", name="开始导入").click()
    expect(admin.get_by_text(f"完成 {GOOD} 行，未完成 0 行")).to_be_visible()
    accessible(admin)
    words = words_of_slips(admin)
    assert sum(is_password(word) for word in words) == GOOD

    person = new_page()
    password = next(word for word in words[words.index(first[0]) :] if is_password(word))
    steps.sign_in(person, {"login": first[2], "password": password})
    expect(person.get_by_role("heading", level=1)).to_have_text("修改密码")


def test_a_sheet_of_units_goes_from_upload_to_the_tree_and_a_message(new_page: NewPage, tmp_path: Path) -> None:
    admin, path = new_page("段红梅"), tmp_path / "新设单位.xlsx"
    rows = [
        of_units.row("唐山市渤海湾实验学校", "唐山市渤海湾教育集团"),
        of_units.row("唐山市渤海湾教育集团", "唐山市职称工作办公室"),
    ]
    path.write_bytes(sheet([*rows, of_units.row("上级不明单位", "没有这个单位")], of_units.HEADINGS))
    admin.goto("/administration/unit-imports")
    accessible(admin)

    admin.get_by_label("单位表", exact=True).set_input_files(path)
    admin.get_by_role("button", name="上传并检查").click()
    expect(admin.get_by_text("可导入 2 行，有问题 1 行")).to_be_visible()
    expect(admin.get_by_role("row", name="没有这个名称的上级单位 问题，不能导入 1")).to_be_visible()
    accessible(admin)
    admin.get_by_role("button", name="开始导入").click()
    expect(admin.get_by_text("完成 2 行，未完成 0 行")).to_be_visible()

    admin.goto("/administration/units?q=渤海湾实验学校")
    admin.get_by_role("link", name="唐山市渤海湾实验学校").click()
    expect(admin.get_by_role("main")).to_contain_text("唐山市渤海湾教育集团")
    until(lambda: _reads(admin, "单位导入「新设单位.xlsx」已结束：共 2 项，完成 2 项。"))


def _reads(page: Page, sentence: str) -> bool:
    page.goto("/messages")
    return page.get_by_text(sentence).is_visible()
