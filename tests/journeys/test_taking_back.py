"""What was handed in can be taken back, as long as nobody has decided."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser


def test_a_pending_record_is_taken_back_and_edited_again(new_page: NewPage) -> None:
    page = new_page("沈知秋")
    page.on("dialog", lambda dialog: dialog.accept())
    steps.menu(page, "个人基本信息")
    expect(steps.status(page)).to_have_text("等待审核")
    expect(page.get_by_role("button", name="提交审核")).to_have_count(0)

    page.get_by_role("button", name="撤回提交").click()

    expect(steps.status(page)).to_have_text("未提交")
    expect(page.get_by_role("button", name="提交审核")).to_be_visible()


def test_a_pending_change_request_is_taken_back_from_the_list(new_page: NewPage) -> None:
    page = new_page("买买提·艾力")
    steps.choose(page, "工作经历")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="选中修改").click()
    page.get_by_label("证明人").fill("李国栋")
    steps.hand_in_change(page, "补充证明人")
    row = page.get_by_role("row", name=re.compile("补充证明人|李国栋"))
    expect(row).to_contain_text("等待审核")

    row.get_by_role("button", name="撤销").click()

    expect(row).to_contain_text("已撤销")
    expect(row.get_by_role("button", name="撤销")).to_have_count(0)


def test_before_the_approval_the_page_says_where_to_change_instead(new_page: NewPage) -> None:
    page = new_page("樊江流")
    steps.menu(page, "信息变更申请")

    expect(page.get_by_role("main")).to_contain_text("审核通过以后，才能在这里申请更改")
    expect(page.get_by_role("main").get_by_role("link", name="个人基本信息")).to_be_visible()
    expect(page.get_by_role("button", name="选择", exact=True)).to_have_count(0)
