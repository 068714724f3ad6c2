"""A return names all faults at once, each at its place, and reaches the person by itself."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser


def test_a_returned_record_shows_each_reason_at_its_field(new_page: NewPage) -> None:
    person, reviewer = new_page("司马相宜"), new_page("尹素芬")
    steps.menu(person, "个人基本信息")
    reviewer.get_by_role("button", name="审核工作台").click()
    steps.open_case(reviewer, "司马相宜", "个人信息")
    if reviewer.get_by_role("button", name="接手").is_visible():
        reviewer.get_by_role("button", name="接手").click()

    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("至少填写一条原因")

    school = reviewer.locator("details.section", has_text="学历学位").locator(".case-entry").first
    school.get_by_text("指出问题").click()
    school.get_by_label("字段").select_option(label="毕业时间")
    school.get_by_label("需要修改的内容").fill("与毕业证书上的时间不一致。")
    school.get_by_role("button", name="再加一条").click()
    school.get_by_label("字段").last.select_option(label="所学专业")
    school.get_by_label("需要修改的内容").last.fill("请写全称。")
    reviewer.get_by_label("总体意见").fill("请核对后尽快重新提交。")
    steps.decide(reviewer, "退回修改")

    expect(steps.status(person)).to_have_text("退回修改")
    person.get_by_role("link", name="刷新本页").click()
    expect(person.get_by_role("region", name="退回修改的原因")).to_contain_text("请核对后尽快重新提交。")
    entry = steps.part(person, "学历学位").locator("details.entry[open]")
    expect(entry).to_contain_text("毕业时间：与毕业证书上的时间不一致。")
    entry.get_by_role("link", name="修改").click()
    expect(person.locator(".field", has_text="所学专业")).to_contain_text("请写全称。")
