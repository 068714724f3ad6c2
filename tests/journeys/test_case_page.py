"""The page of a case: files beside the data, the whole ID number by a click, and keeping away from it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage, Stack

pytestmark = pytest.mark.browser

PERSON, REVIEWER = "古丽娜尔·阿不都热依木", "孟凡宇"
PHONE = {"width": 390, "height": 844}


def open_case(page: Page) -> None:
    page.goto(f"/cases?q={PERSON}")
    page.get_by_role("link", name=PERSON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{PERSON} 的个人信息")


def test_a_file_is_read_beside_the_data_and_on_a_phone_in_a_dialog(new_page: NewPage) -> None:
    page = new_page(REVIEWER)
    open_case(page)
    beside = page.get_by_role("region", name="文件")
    page.keyboard.press("f")
    page.keyboard.press("f")
    expect(beside.get_by_role("img", name="第 1 页")).to_have_js_property("complete", value=True)
    expect(beside.locator("[aria-current]")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("#fact-basic_info-id_number")).to_be_visible()

    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    expect(beside).to_be_hidden()
    page.locator("[data-case-section] [data-preview]").first.click()
    expect(page.get_by_role("dialog", name="预览")).to_be_visible()


def test_who_holds_a_case_opens_the_whole_id_number_and_who_keeps_away_has_it_no_more(
    new_page: NewPage, stack: Stack
) -> None:
    number = stack.of(PERSON)["id_number"]
    for scripts in (True, False):
        page = new_page(REVIEWER, java_script_enabled=scripts)
        open_case(page)
        assert number not in page.content()
        page.get_by_label("总体意见").fill("请核对证件。")
        page.get_by_role("button", name="查看完整号码").click()

        expect(page.get_by_text(number, exact=True)).to_be_visible()
        expect(page.get_by_label("总体意见")).to_have_value("请核对证件。")
    keep_away(page)


def keep_away(page: Page) -> None:
    open_case(page)
    page.get_by_text("回避", exact=True).click()
    page.get_by_label("回避原因").fill("本人的亲属")
    page.get_by_role("button", name="确认回避").click()

    steps.told(page, "已回避")
    expect(page.get_by_role("button", name="审核通过")).to_be_hidden()
    expect(page.get_by_role("button", name="接手")).to_be_hidden()
