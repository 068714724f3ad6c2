"""The guide of 2017, from the login to the share and the change request, in its own words."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

PERSON, REVIEWER = "林奕辰", "孟凡宇"


def test_the_guide_from_login_to_share_and_change(new_page: NewPage, papers: dict[str, Path], stack: Stack) -> None:
    person, reviewer = new_page(PERSON), new_page(REVIEWER)

    reads_the_notices(person)
    fills_in_and_submits(person, papers)
    steps.open_case(reviewer, PERSON, "个人信息")
    sees_everything(reviewer)
    steps.decide(reviewer, "审核通过")
    sees_the_approval_without_reloading(person)
    shares(person)
    asks_for_a_change(person)
    steps.open_case(reviewer, PERSON, "信息变更申请")
    sees_old_beside_new(reviewer)
    steps.decide(reviewer, "审核通过")
    sees_the_change_in_list_and_record(person)


def reads_the_notices(page: Page) -> None:
    """2.2: the system opens at 通知公告; a click on a title shows the notice."""
    expect(page.get_by_role("heading", level=1)).to_have_text("通知公告")
    page.get_by_role("link", name="操作指南").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("操作指南")


def fills_in_and_submits(page: Page, papers: dict[str, Path]) -> None:
    """2.3: status, last change and share at the top; all but 基本信息 folded; 保存 each; 提交审核 at the bottom."""
    steps.menu(page, "个人基本信息")
    top = page.get_by_role("region", name="审核状态")
    expect(top).to_contain_text("未提交")
    expect(top).to_contain_text("上一次修改时间")
    expect(top.get_by_role("link", name="分享至“找专家网”")).to_be_visible()
    opened = page.locator("details.section[open] > summary .section-title")
    expect(opened).to_have_text(["基本信息"])

    steps.fill_record(page, PERSON, papers)
    steps.submit(page)


def sees_everything(page: Page) -> None:
    """The reviewer reads all sections and sees the photo."""
    for words in ("1992年2月29日", "河北工业大学", "唐山港湾机械有限公司"):
        expect(page.get_by_text(words).first).to_be_visible()
    photo = page.get_by_role("link", name="证件照.png").locator("img")
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("complete", value=True)
    assert photo.evaluate("one => one.naturalHeight > one.naturalWidth")  # a picture has come, and it stands upright


def sees_the_approval_without_reloading(page: Page) -> None:
    """The open page shows the new status by itself, and a message arrives."""
    expect(steps.status(page)).to_have_text("审核通过")
    steps.menu(page, "我的消息")
    expect(page.get_by_role("main")).to_contain_text("您的个人信息已审核通过")


def shares(page: Page) -> None:
    """分享至“找专家网”: nothing goes without consent; then the page over there can be opened."""
    steps.menu(page, "个人基本信息")
    page.get_by_role("link", name="分享至“找专家网”").click()
    preview = page.get_by_role("region", name="预览")
    expect(preview).to_contain_text(PERSON)
    expect(preview).not_to_contain_text("河北工业大学")
    page.get_by_role("switch", name="毕业院校").check()
    expect(preview).to_contain_text("河北工业大学")  # in place
    page.get_by_role("button", name="同意并分享").click()
    expect(page.get_by_role("alert")).to_contain_text("我同意")
    expect(page.get_by_role("switch", name="毕业院校")).to_be_checked()

    page.get_by_label("我同意").check()
    page.get_by_role("button", name="同意并分享").click()
    state = page.get_by_role("region", name="分享状态")
    expect(state.locator("[aria-live]")).to_have_text("已分享")
    link: Any = state.get_by_role("link", name="打开我的知识网店").get_attribute("href")
    shown = page.context.new_page()
    shown.goto(link)
    expect(shown.locator("body")).to_contain_text(PERSON)
    expect(shown.locator("body")).to_contain_text("河北工业大学")
    expect(shown.locator("body")).not_to_contain_text("13812345678")
    shown.close()

    page.get_by_role("link", name="同意记录").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("下载回执")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def asks_for_a_change(page: Page) -> None:
    """2.5: choose the section, choose the entry and 选中修改, see what is there, write what it should be, 提交审核."""
    steps.choose(page, "工作经历")
    page.get_by_role("radio").check()
    page.get_by_role("button", name="选中修改").click()
    expect(page.get_by_role("form", name="更改的内容").get_by_text("结构设计").first).to_be_visible()
    duty = page.get_by_label("职务")
    expect(duty).to_have_value("工程师")
    duty.fill("高级工程师")
    steps.hand_in_change(page, "已于本年晋升职务")


def sees_old_beside_new(page: Page) -> None:
    """The reviewer sees what changes, and why."""
    row = page.get_by_role("row", name=re.compile("职务"))
    expect(row).to_contain_text("工程师")
    expect(row).to_contain_text("高级工程师")
    expect(page.get_by_text("已于本年晋升职务")).to_be_visible()


def sees_the_change_in_list_and_record(page: Page) -> None:
    """2.6: item, old, new, time, status stand in 查看信息修改申请; the record holds the new content."""
    expect(page.get_by_role("heading", level=1)).to_have_text("查看信息修改申请")
    row = page.get_by_role("row", name=re.compile("工作经历"))
    expect(row.locator("[aria-live]")).to_contain_text("审核通过")
    expect(row.get_by_role("button", name="撤销")).to_have_count(0)
    steps.menu(page, "个人基本信息")
    expect(steps.unfold(page, "工作经历").get_by_text("高级工程师").first).to_be_visible()
