"""批量通过: many cases are ticked, read through, approved in the background, and reported line by line."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser
PEOPLE = ("栗丰收", "翟麦香")


def test_several_cases_are_ticked_and_approved_while_their_reviewer_is_elsewhere(
    new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page("田秀英")
    page.goto("/cases")
    tick(page)
    page.get_by_role("button", name="批量通过").click()
    expect(page.get_by_role("heading", name="将处理 2 件")).to_be_visible()
    can_be_used_by_everybody(page)
    page.get_by_role("button", name="确认批量通过 2 件").dblclick()
    expect(page).to_have_url(re.compile("/batches/[0-9a-f-]{36}$"))

    steps.menu(page, "待审核")
    steps.menu(page, "批量任务")
    main = page.get_by_role("main")
    expect(main.get_by_role("row")).to_have_count(2)  # the heading, and one batch in spite of the second click
    main.get_by_role("link", name="批量通过").click()
    expect(main.locator("[aria-live]")).to_have_text("已完成")
    expect(main).to_contain_text("已处理 2 / 2 件：完成 2 件，未完成 0 件")
    can_be_used_by_everybody(page)

    assert report(page, tmp_path) == {(person, "批量通过", "已完成", "已通过") for person in PEOPLE}


def tick(page: Page) -> None:
    """Choose the two cases; the buttons wait for that."""
    expect(page.get_by_role("button", name="批量通过")).to_be_disabled()
    for person in PEOPLE:
        page.get_by_role("checkbox", name=f"选中{person}的").check()
    expect(page.get_by_role("main")).to_contain_text("已选 2 件")
    can_be_used_by_everybody(page)


def report(page: Page, folder: Path) -> set[tuple[Any, ...]]:
    """The lines of the report: name, deed, outcome, explanation."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告").click()
    download.value.save_as(folder / "report.xlsx")
    _, *rows = load_workbook(folder / "report.xlsx").worksheets[0].iter_rows(values_only=True)
    return {(row[0], *row[3:]) for row in rows}


def can_be_used_by_everybody(page: Page) -> None:
    accessible(page)
