"""People with a passport fill in a form of their own."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.journeys.steps import Papers

pytestmark = pytest.mark.browser


def test_a_foreigner_fills_in_the_form_for_passports(new_page: NewPage, papers: Papers) -> None:
    page = new_page("Elena Petrova")
    steps.menu(page, "个人基本信息")
    form = steps.form_of(page, "基本信息")
    expect(form.get_by_label("身份证正反面")).to_have_count(0)

    form.get_by_label("性别").select_option(label="女")
    form.get_by_label("出生日期").fill("1985-04-17")
    steps.pick(form, "国籍", "eluosi")
    form.get_by_label("参加工作时间").fill("2010-07")
    form.get_by_label("从事专业技术工作起始时间").fill("2010-07")
    form.get_by_label("手机号码").fill("13812345678")
    form.get_by_label("证件照").set_input_files(papers["photo"])
    form.get_by_label("护照资料页").set_input_files(papers["document"])
    steps.save(form)

    steps.told(page, "基本信息已保存")
    page.goto("/record?open=education")
    basic = steps.part(page, "基本信息")
    expect(basic).to_contain_text("已填写")
    basic.locator("summary").first.click()
    expect(basic.locator("dl.facts")).to_contain_text("护照资料页")
    expect(basic.locator("dl.facts")).to_contain_text("俄罗斯")
