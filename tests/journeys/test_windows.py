"""A system administrator sets a collection window for a unit; its people see it and are held to it."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from shared.beijing import today
from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage

UNIT = "唐山市滦河农业技术推广站"


def fill(page: Page, opens_in: int, closes_in: int) -> None:
    page.get_by_label("名称").fill("年度采集")
    page.get_by_label("开始日期").fill(str(today() + timedelta(days=opens_in)))
    page.get_by_label("截止日期").fill(str(today() + timedelta(days=closes_in)))
    page.get_by_label("宽限").fill("0")
    page.get_by_role("button", name="保存").click()


def form_for(admin: Page) -> None:
    """The form of a new window, the unit found by a piece of its name."""
    steps.menu(admin, "采集时间")
    accessible(admin)
    admin.get_by_role("link", name="新建采集时间").click()
    admin.get_by_label("单位名称").fill("滦河")
    admin.get_by_role("button", name="查找单位").click()
    accessible(admin)
    admin.get_by_role("link", name=UNIT).click()


def no_days_are_refused(admin: Page) -> None:
    """The sentence says which stage is meant and leads there."""
    days = admin.get_by_label("期限（工作日）").first
    days.fill("0")
    admin.get_by_role("button", name="保存").click()
    admin.get_by_role("alert").get_by_role("link", name="第1级期限：应在 1 到 365 之间").click()
    expect(days).to_be_focused()


def test_a_window_is_set_seen_kept_to_and_withdrawn(new_page: NewPage) -> None:
    admin, person = new_page("周启航"), new_page("苗青")
    form_for(admin)
    fill(admin, 0, -1)
    expect(admin.get_by_role("alert")).to_contain_text("截止日期不能早于开始日期")
    accessible(admin)
    fill(admin, 0, 0)
    steps.told(admin, "采集时间已设置")

    steps.menu(person, "个人基本信息")
    expect(person.get_by_role("note")).to_contain_text("今天截止")
    accessible(person)
    admin.get_by_role("row", name=UNIT).get_by_role("link", name="年度采集").click()
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_role("button", name="现在截止").click()
    steps.told(admin, "已提前截止")
    accessible(admin)
    person.get_by_role("button", name="提交审核").click()
    steps.told(person, "「年度采集」已于")
    expect(person.get_by_role("note")).to_contain_text("已截止，不能再提交审核")
    expect(person.get_by_role("button", name="提交审核")).to_have_count(0)

    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_role("button", name="作废").click()
    steps.told(admin, "已作废")
    person.reload()
    expect(person.get_by_role("button", name="提交审核")).to_be_visible()


def test_chains_and_substitutes_are_set_on_their_pages(new_page: NewPage) -> None:
    admin, manager = new_page("周启航"), new_page("霍明远")
    steps.menu(admin, "审核级次")
    admin.get_by_label("单位名称").fill("晨报社")
    admin.get_by_role("button", name="查找单位").click()
    admin.get_by_role("link", name="石家庄滹沱晨报社").click()
    expect(admin.get_by_text("没有任何单位设置过")).to_be_visible()
    no_days_are_refused(admin)
    admin.get_by_label("期限（工作日）").first.fill("12")
    admin.get_by_role("button", name="保存").click()
    steps.told(admin, "审核级次已设置")
    expect(admin.get_by_text("12 个工作日")).to_be_visible()
    accessible(admin)
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_role("button", name="改为沿用上级单位").click()
    expect(admin.get_by_text("没有任何单位设置过")).to_be_visible()

    manager.goto("/administration/substitutes")
    expect(manager.get_by_role("heading", level=1)).to_have_text("代审人：石家庄滹沱晨报社")
    choice = manager.get_by_label("祁连雪的代审人", exact=True)
    choice.select_option(label="霍明远")
    manager.get_by_role("button", name="祁连雪的代审人").click()
    steps.told(manager, "代审人已保存")
    expect(choice).not_to_have_value("")
    accessible(manager)
    choice.select_option(label="不指定")
    manager.get_by_role("button", name="祁连雪的代审人").click()
    expect(choice).to_have_value("")
