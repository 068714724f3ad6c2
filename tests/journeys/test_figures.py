"""统计 follows what reviewers do, and leads to the people behind a number."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
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


def test_a_decision_shows_in_the_figures_and_leads_to_the_people_behind_them(new_page: NewPage) -> None:
    reviewer = new_page("龚雨桐")
    steps.menu(reviewer, "统计")
    approved = count_of(reviewer, "人员审核状态", "审核通过")
    accessible(reviewer)

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
    accessible(reviewer)
