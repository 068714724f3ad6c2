"""Nothing that was typed is lost: drafts, taking a deletion back, a session that ran out, a form sent again."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser


def jobs(page: Page) -> list[str]:
    titles = page.locator("#section-work_experience .entry-title")
    return [title.strip() for title in titles.all_inner_texts()]


def test_what_was_not_saved_is_there_again_and_can_be_given_up(new_page: NewPage) -> None:
    page = new_page("陈思远")
    page.goto("/record?open=work_experience&entry=new")
    form = steps.form_of(page, "工作经历")
    form.get_by_label("起始时间").fill("二〇一")
    form.get_by_label("从事何种专业技术工作").fill("教学与研究")
    expect(form.get_by_text("已自动保存")).to_be_visible()

    page.goto("/record?open=work_experience")
    page.get_by_role("link", name="继续填写草稿").click()
    expect(form).to_contain_text("自动保存的草稿")
    expect(form.get_by_label("起始时间")).to_have_value("二〇一")
    expect(form.get_by_label("从事何种专业技术工作")).to_have_value("教学与研究")

    page.on("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="放弃草稿").click()
    steps.told(page, "已放弃草稿")
    expect(page.get_by_role("link", name="新增一条 工作经历")).to_be_visible()


def test_saving_leaves_no_draft_behind(new_page: NewPage) -> None:
    page = new_page("欧阳㛃")
    page.goto("/record?open=work_experience&entry=new")
    form = steps.form_of(page, "工作经历")
    form.get_by_label("单位", exact=True).fill("保定市清苑区中医医院")
    expect(form.get_by_text("已自动保存")).to_be_visible()
    form.get_by_label("职务").fill("护士")  # on its way when the button is pressed
    steps.save(form)

    steps.told(page, "工作经历已保存")
    expect(page.get_by_role("link", name="新增一条 工作经历")).to_be_visible()
    expect(page.locator(".completeness")).not_to_contain_text("草稿")


def test_handing_in_asks_about_drafts_that_would_stay_behind(new_page: NewPage) -> None:
    page = new_page("柴可为")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill("河北师范大学")
    expect(form.get_by_text("已自动保存")).to_be_visible()
    page.goto("/record?open=work_experience")
    page.get_by_role("button", name="提交审核").click()

    asked = page.get_by_role("alert").filter(has_text="还有没有保存的草稿")
    expect(asked.get_by_role("link", name="学历学位")).to_be_visible()
    asked.get_by_role("button", name="直接提交审核").click()
    expect(steps.status(page)).to_have_text("等待审核")


def test_a_deleted_entry_can_be_brought_back(new_page: NewPage) -> None:
    page = new_page("欧阳㛃")
    page.goto("/record?open=work_experience")
    before = jobs(page)
    entry = page.locator("#section-work_experience details.entry").first
    entry.locator("summary").click()
    entry.get_by_role("button", name="删除").click()
    steps.told(page, "已删除工作经历中的一条")
    assert jobs(page) == before[1:]

    page.get_by_role("button", name="撤销删除").click()
    steps.told(page, "已恢复工作经历中的一条")
    assert jobs(page) == before


def test_entries_are_put_in_another_order(new_page: NewPage) -> None:
    page = new_page("欧阳㛃")
    page.goto("/record?open=work_experience")
    first, second, *others = jobs(page)
    entry = page.locator("#section-work_experience details.entry").first
    entry.locator("summary").click()
    entry.get_by_role("button", name="下移").click()
    steps.told(page, "工作经历的顺序已调整")

    assert jobs(page) == [second, first, *others]
    expect(page.locator("#section-work_experience details.entry").nth(1)).to_have_attribute("open", "")


@pytest.mark.parametrize("draft_first", [True, False])
def test_who_was_signed_out_signs_in_without_leaving_the_form(
    new_page: NewPage, stack: Stack, *, draft_first: bool
) -> None:
    page = new_page("欧阳㛃")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    page.context.clear_cookies()
    school = form.get_by_label("毕业院校")
    school.fill("河北医科大学")
    if not draft_first:
        school.press("Enter")  # saves before a draft is due, which a look for the button may not
    dialog = page.get_by_role("dialog", name="登录已超时")
    expect(dialog).to_be_visible()

    dialog.get_by_label("密码").fill("wrong password")
    dialog.get_by_role("button", name="登录并继续").click()
    expect(dialog.get_by_role("alert")).to_contain_text("密码")
    dialog.get_by_label("密码").fill(stack.of("欧阳㛃")["password"])
    dialog.get_by_role("button", name="登录并继续").click()

    if draft_first:
        expect(dialog).to_be_hidden()
        expect(form.get_by_text("已自动保存")).to_be_visible()
        steps.save(form)
    steps.told(page, "学历学位已保存")
    expect(steps.part(page, "学历学位")).to_contain_text("河北医科大学")
