"""Filling in, where things go wrong: nothing typed is lost, and every fault is told at its place."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser

LIES_ABOVE_THE_BAR = """() => {
  const bar = document.querySelector(".bottom-bar").getBoundingClientRect();
  return document.activeElement.getBoundingClientRect().bottom <= bar.top + 1;
}"""


def test_without_scripts_everything_works_and_what_is_missing_is_linked(new_page: NewPage) -> None:
    page = new_page("常䶮", java_script_enabled=False)
    steps.menu(page, "个人基本信息")
    page.get_by_role("button", name="提交审核").click()

    summary = page.get_by_role("alert").filter(has_text="还不能提交审核")
    expect(summary).to_contain_text("工作经历至少应填写一条")
    summary.get_by_role("link", name="工作经历").first.click()
    steps.fill_work(page, unit="唐山陡河建筑设计研究院有限公司")
    expect(steps.part(page, "工作经历")).to_contain_text("1 条")


def test_the_meter_says_what_is_missing_and_leads_there(new_page: NewPage) -> None:
    page = new_page("崔晓棠")
    steps.menu(page, "个人基本信息")
    meter = page.locator("details.completeness")
    expect(meter.get_by_role("progressbar", name="必填项目已填好")).to_be_visible()
    expect(meter.locator("summary")).to_contain_text("还缺")

    meter.locator("summary").click()
    meter.get_by_role("link", name="学历学位第 1 条 · 证明材料").click()
    expect(steps.form_of(page, "学历学位").get_by_label("证明材料")).to_be_in_viewport()


def test_what_was_typed_wrongly_stays_and_is_told_at_its_field(new_page: NewPage) -> None:
    page = new_page("韦明月")
    steps.menu(page, "个人基本信息")
    form = steps.open_section(page, "工作经历")
    form.get_by_label("起始时间").fill("二〇二〇年")
    form.get_by_label("职务").fill("教师")
    steps.save(form)

    alert = page.get_by_role("alert").filter(has_text="没有保存")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="起始时间").click()
    field = steps.form_of(page, "工作经历").get_by_label("起始时间")
    expect(field).to_be_focused()
    expect(field).to_have_value("二〇二〇年")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(steps.form_of(page, "工作经历").get_by_label("职务")).to_have_value("教师")


def test_of_two_windows_the_later_one_sees_both_and_decides(new_page: NewPage) -> None:
    first = new_page("苗青")
    second = first.context.new_page()
    for page, duty in ((first, "助理农艺师"), (second, "农艺师")):
        page.goto("/record?open=work_experience")
        entry = steps.part(page, "工作经历").locator("details.entry").first
        entry.locator("summary").click()
        entry.get_by_role("link", name="修改").click()
        steps.form_of(page, "工作经历").get_by_label("职务").fill(duty)
    steps.save(steps.form_of(first, "工作经历"))
    steps.told(first, "工作经历已保存")

    steps.save(steps.form_of(second, "工作经历"))
    conflict = second.get_by_role("alert").filter(has_text="已被修改")
    row = conflict.get_by_role("row").filter(has_text="职务")
    expect(row).to_contain_text("助理农艺师")
    expect(row).to_contain_text("农艺师")
    steps.save(steps.form_of(second, "工作经历"))

    steps.told(second, "工作经历已保存")
    expect(steps.part(second, "工作经历")).to_contain_text(" · 农艺师 · ")


def test_a_double_click_saves_once(new_page: NewPage) -> None:
    page = new_page("崔晓棠")
    steps.menu(page, "个人基本信息")
    before = steps.part(page, "工作经历").locator(".section-count").inner_text()
    form = steps.open_section(page, "工作经历")
    form.get_by_label("起始时间").fill("2024-01")
    form.get_by_label("单位", exact=True).fill("双击有限公司")
    form.get_by_role("button", name="保存").dblclick()
    steps.told(page, "工作经历已保存")

    assert page.locator("details.entry", has_text="双击有限公司").count() == 1
    assert steps.part(page, "工作经历").locator(".section-count").inner_text() != before


def test_what_has_the_focus_is_never_under_the_bar_at_the_bottom(new_page: NewPage) -> None:
    page = new_page("韦明月")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").focus()
    last = form.get_by_role("button", name="保存")
    while not last.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
        assert page.evaluate(LIES_ABOVE_THE_BAR), page.evaluate("document.activeElement.outerHTML")


def test_a_file_that_is_not_what_it_says_is_refused_by_name(new_page: NewPage, tmp_path: Path) -> None:
    fake = tmp_path / "学历证书.pdf"
    fake.write_text("这不是 PDF")
    page = new_page("韦明月")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill("河北师范大学")
    form.get_by_label("证明材料").set_input_files(fake)
    row = form.get_by_role("listitem").filter(has_text="学历证书.pdf")
    expect(row).to_contain_text("文件内容与扩展名不符")
    steps.save(form)

    expect(row.get_by_role("button", name="移除")).to_be_focused()
    page.keyboard.press("Enter")
    steps.save(form)
    steps.told(page, "学历学位已保存")


def test_without_scripts_a_refused_file_is_told_by_name_and_what_was_typed_stays(
    new_page: NewPage, tmp_path: Path
) -> None:
    fake = tmp_path / "学历证书.pdf"
    fake.write_text("这不是 PDF")
    page = new_page("韦明月", java_script_enabled=False)
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill("河北师范大学")
    form.get_by_label("证明材料").set_input_files(fake)
    steps.save(form)

    expect(page.get_by_role("alert").filter(has_text="没有保存")).to_contain_text("学历证书.pdf")
    expect(steps.form_of(page, "学历学位").get_by_label("毕业院校")).to_have_value("河北师范大学")


def test_the_save_at_the_bottom_says_that_all_is_saved_and_what_is_still_missing(new_page: NewPage) -> None:
    complete = new_page("白朗")
    complete.goto("/record?open=work_experience")  # a list of entries: no form is open
    complete.get_by_role("button", name="保存", exact=True).click()
    expect(complete.get_by_text("全部内容已保存。")).to_be_visible()

    lacking = new_page("邵𬀩")
    lacking.goto("/record?open=work_experience")
    lacking.get_by_role("button", name="保存", exact=True).click()
    expect(lacking.get_by_text("全部内容已保存。")).to_be_visible()
    expect(lacking.get_by_role("alert").filter(has_text="还不能提交审核")).to_be_visible()
