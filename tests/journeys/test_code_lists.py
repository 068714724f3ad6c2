"""Choosing from code lists: long ones are searched by name or pinyin, by keyboard or on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def new_title(page: Page) -> Locator:
    page.goto("/record?open=title_qualification&entry=new")
    return steps.form_of(page, "专业技术资格（职称）")


def new_appointment(page: Page) -> Locator:
    page.goto("/record?open=title_appointment&entry=new")
    return steps.form_of(page, "聘任情况")


@pytest.mark.parametrize("typed", ["gjgcs", "gaoji gongchengshi", "高级工程师"])
def test_the_senior_engineer_is_found_and_chosen_by_keyboard_alone(new_page: NewPage, typed: str) -> None:
    page = new_page("陈思远")
    form = new_appointment(page)
    title = form.get_by_role("combobox", name="聘任职务")
    title.focus()
    expect(title).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Control+A")
    page.keyboard.type(typed)
    expect(title).to_have_attribute("aria-expanded", "true")
    expect(form.get_by_role("option", name="高级工程师", exact=True)).to_have_id(
        title.get_attribute("aria-activedescendant") or ""
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(title).to_have_value("高级工程师")
    expect(title).to_have_attribute("aria-expanded", "false")
    expect(title).to_be_focused()
    expect(form.locator("select[name=title_code]")).to_have_value("082")


def test_escape_and_leaving_bring_back_what_was_chosen(new_page: NewPage) -> None:
    page = new_page("陈思远")
    form = new_appointment(page)
    title, sent = form.get_by_role("combobox", name="聘任职务"), form.locator("select[name=title_code]")
    steps.pick(form, "聘任职务", "gjgcs")

    title.fill("jiao")
    page.keyboard.press("Escape")
    expect(title).to_have_value("高级工程师")
    title.fill("没有这种职称")
    expect(title.locator("..").get_by_role("status")).to_have_text("没有找到，请换一种说法")
    page.keyboard.press("Tab")
    expect(title).to_have_value("高级工程师")
    title.fill("正高级经济师")
    page.keyboard.press("Tab")
    expect(sent).to_have_value("121")
    title.fill("")
    page.keyboard.press("Tab")
    expect(sent).to_have_value("")


def test_on_a_phone_the_open_list_fits_is_touched_and_read_aloud(new_page: NewPage) -> None:
    page = new_page("陈思远", viewport=PHONE, has_touch=True)
    form = new_appointment(page)
    form.get_by_role("combobox", name="聘任职务").tap()
    expect(form.locator("[role=option]").first).to_be_visible()

    accessible(page)
    form.get_by_role("option", name="副教授").tap()
    expect(form.locator("select[name=title_code]")).to_have_value("012")


def test_without_scripts_the_list_is_a_plain_one(new_page: NewPage) -> None:
    page = new_page("陈思远", java_script_enabled=False)
    new_appointment(page).get_by_label("聘任职务").select_option(label="高级工程师")


def test_a_place_is_chosen_province_city_county_by_keyboard(new_page: NewPage) -> None:
    page = new_page("姜雨薇")
    page.goto("/record?open=basic_info")
    form = steps.form_of(page, "基本信息")
    sent = form.locator("input[name=native_place]")

    for level, typed in (("省", "hebei"), ("市", "szg"), ("县（市、区）", "xaxq")):
        steps.pick(form, f"籍贯：{level}", typed)
    expect(sent).to_have_value("133100")
    steps.pick(form, "籍贯：省", "zj")
    expect(form.get_by_role("combobox", name="籍贯：市")).to_have_value("")
    expect(form.get_by_role("combobox", name="籍贯：县（市、区）")).to_be_hidden()
    for level, typed in (("市", "杭州"), ("县（市、区）", "linping")):
        steps.pick(form, f"籍贯：{level}", typed)
    expect(sent).to_have_value("330113")

    steps.save(form)
    steps.told(page, "基本信息已保存")
    page.goto("/record?open=basic_info")
    expect(form.get_by_role("combobox", name="籍贯：县（市、区）")).to_have_value("临平区")


def test_without_scripts_a_place_is_typed_by_its_name(new_page: NewPage) -> None:
    page = new_page("邵𬀩", java_script_enabled=False)
    page.goto("/record?open=work_experience&entry=new")
    form = steps.form_of(page, "工作经历")
    form.get_by_label("起始时间").fill("2018-07")
    form.get_by_label("所在地").fill("河北省石家庄市长安区")
    steps.save(form)

    steps.told(page, "工作经历已保存")
    expect(steps.part(page, "工作经历")).to_contain_text("河北省石家庄市长安区")


def test_a_series_narrows_the_titles_and_a_title_tells_its_level(new_page: NewPage) -> None:
    page = new_page("陈思远")
    form = new_title(page)
    series, level = form.get_by_label("职称系列"), form.get_by_label("职称级别")
    title = form.get_by_role("combobox", name="资格名称")

    series.select_option(label="会计人员")
    title.fill("gao")
    expect(form.locator("[role=option]")).to_have_text(["高级会计师", "正高级会计师"])
    page.keyboard.press("Enter")
    expect(level.locator("option:checked")).to_have_text("副高级")

    series.select_option(label="工程技术人员")
    expect(title).to_have_value("")
    series.select_option(label="请选择")
    steps.pick(form, "资格名称", "zgjgcs")
    expect(series.locator("option:checked")).to_have_text("工程技术人员")
    expect(level.locator("option:checked")).to_have_text("正高级")


def test_without_scripts_the_server_says_which_series_a_title_belongs_to(new_page: NewPage) -> None:
    page = new_page("陈思远", java_script_enabled=False)
    form = new_title(page)
    form.get_by_label("职称系列").select_option(label="会计人员")
    form.get_by_label("资格名称").select_option(label="高级工程师")
    steps.save(form)

    expect(page.get_by_role("alert").filter(has_text="没有保存")).to_contain_text("高级工程师属于「工程技术人员」")


def test_a_title_that_an_administrator_adds_is_chosen_at_once(new_page: NewPage) -> None:
    admin, page = new_page("周启航"), new_page("陈思远")
    steps.menu(admin, "代码表")
    admin.get_by_role("link", name="资格名称").click()
    admin.get_by_label("名称").fill("全日制")
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_role("alert")).to_contain_text("系列：请选择")
    expect(admin.get_by_label("名称")).to_have_value("全日制")

    admin.get_by_label("名称").fill("正高级数据工程师")
    admin.get_by_label("系列").select_option(label="工程技术人员")
    admin.get_by_label("级别").select_option(label="正高级")
    admin.get_by_role("button", name="保存").click()
    steps.told(admin, "已补充「正高级数据工程师」")

    form = new_title(page)
    steps.pick(form, "资格名称", "zgjsjgcs")
    expect(form.get_by_role("combobox", name="资格名称")).to_have_value("正高级数据工程师")

    admin.get_by_role("link", name="正高级数据工程师").click()
    admin.get_by_label("启用日期").fill("2020-01-01")
    admin.get_by_label("停用日期").fill("2020-12-31")
    admin.get_by_role("button", name="保存").click()
    steps.told(admin, "日期已保存")
    expect(admin.get_by_text("已停用")).to_be_visible()
