"""An administrator looks after people: finds one by pinyin, enters one, hands over the slip, disables the account."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.auth.conftest import new_id_number
from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.clients import Json, Someone
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

UNIT = "唐山市滦河农业技术推广站"
NOBODYS_NUMBER = "13020719900101000X"


def fact(page: Page, name: str) -> str:
    """What stands beside a word."""
    return page.locator("dt", has_text=name).first.locator("xpath=following-sibling::dd").inner_text()


def search(page: Page, text: str) -> None:
    page.goto("/administration/people")
    page.get_by_label("查找", exact=True).fill(text)
    page.get_by_role("button", name="查找").click()


def disable(admin: Page) -> None:
    search(admin, "xiechunhua")
    admin.get_by_role("link", name="解春华").click()
    accessible(admin)
    expect(admin.get_by_role("banner")).to_contain_text("谷满仓")
    admin.get_by_role("link", name="停用账号").click()
    expect(admin.get_by_text("不能再登录")).to_be_visible()
    accessible(admin)
    admin.get_by_label("原因").fill("录入有误")
    admin.get_by_role("button", name="确认停用账号").click()
    steps.told(admin, "账号已停用")
    expect(admin.get_by_role("region", name="办理记录")).to_contain_text("录入有误")


def find_by_number(admin: Page, number: str) -> None:
    """Who is looked for by the ID number is found by it, and it stands in no address; nor does one that nobody has."""
    search(admin, number)
    expect(admin).to_have_url(re.compile(r"/people\?q=\d{8}$"))
    expect(admin.get_by_role("row", name="韩春禾")).to_be_visible()
    search(admin, NOBODYS_NUMBER)
    expect(admin.get_by_text("没有找到这个证件号码的人员")).to_be_visible()
    expect(admin).to_have_url(re.compile(r"/people$"))


def test_a_person_is_found_entered_handed_the_slip_and_disabled(new_page: NewPage, stack: Stack) -> None:
    admin, person = new_page("谷满仓"), new_page("")
    search(admin, "hch")
    expect(admin.get_by_role("row", name="韩春禾")).to_be_visible()
    expect(admin.get_by_text("共 1 人")).to_be_visible()
    accessible(admin)
    find_by_number(admin, stack.of("韩春禾")["id_number"])
    admin.get_by_role("link", name="录入人员").click()
    admin.get_by_role("link", name=UNIT).click()
    admin.get_by_label("姓名").fill("解春华")
    admin.get_by_label("证件号码").fill("130207199001010000")
    admin.get_by_role("button", name="录入").click()
    expect(admin.get_by_role("alert")).to_contain_text("证件号码")
    accessible(admin)
    admin.get_by_label("证件号码").fill(new_id_number())
    admin.get_by_role("button", name="录入").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("人员已录入")
    accessible(admin)
    account = {"login": fact(admin, "用户名"), "password": fact(admin, "初始密码")}
    admin.reload()
    expect(admin.get_by_text("没有重复办理")).to_be_visible()

    steps.sign_in(person, account)
    expect(person.get_by_role("heading", level=1)).to_have_text("修改密码")
    disable(admin)
    anew = new_page()
    steps.sign_in(anew, account)
    expect(anew.get_by_role("alert")).to_be_visible()


def test_a_password_is_reset_and_the_number_shown_for_a_reason(new_page: NewPage) -> None:
    admin = new_page("谷满仓")
    search(admin, "石守业")
    admin.get_by_role("link", name="石守业").click()
    assert "*" in fact(admin, "身份证")
    admin.get_by_text("查看完整证件号码").click()
    admin.get_by_label("查看原因").fill("核对证件")
    admin.get_by_role("button", name="查看", exact=True).click()
    assert "*" not in fact(admin, "身份证")
    expect(admin.get_by_role("region", name="办理记录")).to_contain_text("核对证件")
    admin.get_by_role("link", name="重置密码").click()
    admin.get_by_label("原因").fill("本人遗忘")
    admin.get_by_role("button", name="确认重置密码").click()
    expect(admin.get_by_role("region", name="初始密码条")).to_contain_text("石守业")


def test_two_accounts_of_one_person_are_compared_and_merged_by_two(new_page: NewPage, stack: Stack) -> None:
    admin, second = new_page("周启航"), new_page("梁静怡")
    stays, goes = (entered(stack, name) for name in ("褚云帆", "禇云帆"))
    search(admin, stays["account"])
    admin.get_by_role("link", name="褚云帆").click()
    admin.get_by_role("link", name="合并重复账号").click()
    admin.get_by_role("textbox", name="查找账号").fill(goes["account"])
    admin.get_by_role("button", name="查找", exact=True).click()
    accessible(admin)
    admin.get_by_role("link", name="禇云帆").click()
    expect(admin.get_by_role("row", name="姓名")).to_contain_text("姓名不同")
    accessible(admin)
    admin.get_by_role("group", name="保留哪个账号").get_by_label(stays["account"]).check()
    admin.get_by_role("group", name="哪个证件号码是对的").get_by_label(goes["account"]).check()
    admin.get_by_label("原因").fill("证件号码录错，重复建号")
    admin.get_by_role("button", name="合并账号").click()
    expect(admin.get_by_role("region", name="申请")).to_contain_text("等待确认")
    accessible(admin)

    steps.menu(second, "账号合并")
    second.get_by_role("link", name="褚云帆").click()
    accessible(second)
    second.get_by_role("button", name="同意", exact=True).click()
    steps.told(second, "已同意，账号已合并")
    search(admin, goes["account"])
    expect(admin.get_by_role("row", name="禇云帆")).to_contain_text("已合并")
    accessible(admin)
    admin.get_by_role("row", name="禇云帆").get_by_role("link", name=stays["account"]).click()
    assert fact(admin, "身份证") == goes["id_number"]
    expect(admin.get_by_role("region", name="办理记录")).to_contain_text("并入了另一个账号")


def entered(stack: Stack, name: str) -> Json:
    """Somebody with a new account."""
    known, system = stack.of("谷满仓"), Someone(stack.base, stack.of("周启航"))
    (unit,) = (one for one in system.get("auth", "/units", params={"q": known["unit"]}) if one["name"] == known["unit"])
    facts = {"name": name, "unit_id": unit["id"], "id_type": "01", "id_number": new_id_number()}
    person: Json = system.ask("POST", "auth", "/people", json=facts).json()["person"]
    return person
