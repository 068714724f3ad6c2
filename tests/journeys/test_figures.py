"""统计 follows what reviewers do, leads to the people behind a number, and goes into Excel."""

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser


def count_of(page: Page, figure: str, row: str) -> int:
    """The number in a figure's table."""
    table = page.get_by_role("region", name=f"{figure}（表）")
    return int(
        table.get_by_role("row")
        .filter(has=page.get_by_role("rowheader", name=row))
        .get_by_role("cell")
        .first.inner_text()
    )


def await_count(page: Page, figure: str, row: str, wanted: int) -> None:
    """The number as soon as it has been counted; the page is asked for again until then."""
    deadline = time.monotonic() + steps.PATIENCE_SECONDS
    while count_of(page, figure, row) != wanted:
        assert time.monotonic() < deadline, f"{figure} of {row} stays {count_of(page, figure, row)}"
        page.reload()


def saved(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_a_decision_shows_in_the_figures_the_list_and_the_sheet(new_page: NewPage, tmp_path: Path) -> None:
    reviewer = new_page("龚雨桐")
    steps.menu(reviewer, "统计")
    approved = count_of(reviewer, "人员审核状态", "审核通过")
    assert Axe().run(reviewer).violations_count == 0

    steps.menu(reviewer, "待审核")
    steps.open_case(reviewer, "那日松", "个人信息")
    take_over = reviewer.get_by_role("button", name="接手")
    if take_over.is_visible():
        take_over.click()
    steps.decide(reviewer, "审核通过")

    steps.menu(reviewer, "统计")
    await_count(reviewer, "人员审核状态", "审核通过", approved + 1)
    bar = reviewer.get_by_role("region", name="人员审核状态（表）").get_by_role("row").filter(has_text="审核通过")
    bar.get_by_role("link").click()
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("审核状态：审核通过")
    expect(reviewer.get_by_role("row").filter(has_text="那日松")).to_contain_text("100%")
    assert Axe().run(reviewer).violations_count == 0
    with reviewer.expect_download() as people:
        reviewer.get_by_role("link", name="导出 Excel").click()
    listed = load_workbook(saved(people.value, tmp_path)).active
    assert listed is not None
    assert "那日松" in {row[0] for row in listed.iter_rows(values_only=True)}

    reviewer.get_by_role("link", name="返回统计").click()
    with reviewer.expect_download() as figures:
        reviewer.get_by_role("link", name="导出 Excel").click()
    sheets = load_workbook(saved(figures.value, tmp_path))
    assert ("审核通过", approved + 1) in {row[:2] for row in sheets["人员审核状态"].iter_rows(values_only=True)}


def test_a_superior_goes_down_to_a_unit_and_nobody_to_one_out_of_reach(new_page: NewPage) -> None:
    superior, reviewer = new_page("段红梅"), new_page("田秀英")
    steps.menu(superior, "统计")
    row = superior.get_by_role("region", name="下级单位（表）").get_by_role("row").filter(has_text="滦河农业")
    row.get_by_role("link", name="唐山市滦河农业技术推广站").click()
    expect(superior.get_by_role("navigation", name="单位层级")).to_contain_text("唐山市滦河农业技术推广站")
    assert Axe().run(superior).violations_count == 0
    superior.get_by_label("起始日期").fill("去年")
    superior.get_by_role("button", name="查看").click()
    expect(superior.get_by_role("alert")).to_contain_text("2026-03-31")

    steps.menu(superior, "统计")
    other = superior.get_by_role("link", name="唐山陡河建筑设计研究院有限公司").get_attribute("href")
    assert other
    answer = reviewer.goto(other)
    assert answer
    assert answer.status == 404
