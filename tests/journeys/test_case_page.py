"""The page of a case: files, the whole ID number by a click, keeping away, opening again, old content against new."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.clients import until
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

PERSON, REVIEWER = "古丽娜尔·阿不都热依木", "孟凡宇"
REOPENED, ADMINISTRATOR, COLLEAGUE = "范仲秋", "冯建勋", "尹素芬"
WHY, BEFORE, AFTER = "任职情况须按聘任文件更正", "一级教师、实验室负责人", "高级教师、年级组长"
PHONE = {"width": 390, "height": 844}


def open_case(page: Page) -> None:
    page.goto(f"/cases?q={PERSON}")
    page.get_by_role("link", name=PERSON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{PERSON} 的个人信息")


def test_a_file_is_read_beside_the_data_and_on_a_phone_in_a_dialog(new_page: NewPage) -> None:
    page = new_page(REVIEWER)
    open_case(page)
    beside = page.get_by_role("region", name="文件")
    steps.press(page, "f", "f")
    expect(beside.get_by_role("img", name="第 1 页")).to_have_js_property("complete", value=True)
    expect(beside.locator("[aria-current]")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    steps.press(page, "j")
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


def test_a_reopened_record_is_changed_and_its_reviewer_reads_old_against_new(new_page: NewPage) -> None:
    open_again(new_page(ADMINISTRATOR))
    change_a_duty_and_submit(new_page(REOPENED))
    reviewer = new_page(COLLEAGUE)
    steps.open_case(reviewer, REOPENED, "个人信息")

    changed = steps.part(reviewer, "工作经历")
    expect(changed).to_contain_text("1 条有改动")
    expect(changed.get_by_text("未改变的 2 条")).to_be_visible()
    for words in (BEFORE, AFTER):
        expect(changed.get_by_role("table").get_by_text(words)).to_be_visible()
    for unchanged in ("学历学位", "基本信息"):
        expect(steps.part(reviewer, unchanged)).not_to_have_attribute("open", "")
    accessible(reviewer)

    reviewer.get_by_role("link", name="并排对比全部内容").click()
    expect(reviewer.get_by_role("heading", level=1)).to_have_text(f"{REOPENED} 的内容对比")
    for words in (BEFORE, AFTER):
        expect(reviewer.get_by_text(words).first).to_be_visible()
    accessible(reviewer)


def open_again(page: Page) -> None:
    page.goto(f"/cases?status=closed&kind=record&q={REOPENED}")
    page.get_by_role("link", name=REOPENED).click()
    page.get_by_text("重新开放填写", exact=True).click()
    page.get_by_label("重新开放的原因").fill(WHY)
    accessible(page)
    page.get_by_role("button", name="确认重新开放").click()
    steps.told(page, "已重新开放填写")
    expect(page.get_by_role("button", name="确认重新开放")).to_have_count(0)


def change_a_duty_and_submit(page: Page) -> None:
    def told() -> bool:
        page.goto("/messages")
        return page.get_by_text(f"已由单位退回为可编辑状态，状态：未提交。原因：{WHY}。").is_visible()

    until(told)
    steps.menu(page, "个人基本信息")
    expect(steps.status(page)).to_have_text("未提交")
    last = steps.unfold(page, "工作经历").locator("details.entry").last
    last.locator("summary").click()
    last.get_by_role("link", name="修改").click()
    form = steps.form_of(page, "工作经历")
    expect(form.get_by_label("职务")).to_have_value(BEFORE)
    form.get_by_label("职务").fill(AFTER)
    steps.save(form)
    steps.told(page, "工作经历已保存")
    steps.submit(page)
