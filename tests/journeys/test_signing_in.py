"""Who gets in, and what is left behind when they go."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser


def test_a_first_password_opens_nothing_but_its_change(new_page: NewPage, stack: Stack) -> None:
    account = stack.of("孙一诺")
    page = new_page()
    steps.sign_in(page, account, at="/record")
    for address in ("/", "/record", "/notices", "/sharing"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
        expect(page.get_by_role("navigation")).to_have_count(0)

    page.get_by_label("旧密码").fill(account["password"])
    page.get_by_label("新密码", exact=True).fill("春天的第一场雨-2026")
    page.get_by_label("确认新密码").fill("春天的第二场雨-2026")
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("alert")).to_contain_text("不一致")

    page.get_by_label("旧密码").fill(account["password"])
    page.get_by_label("新密码", exact=True).fill("春天的第一场雨-2026")
    page.get_by_label("确认新密码").fill("春天的第一场雨-2026")
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通知公告")


def test_a_wrong_password_is_told_without_saying_what_was_wrong(new_page: NewPage, stack: Stack) -> None:
    page = new_page()
    texts = []
    for login in (stack.of("韦明月")["login"], "99999999"):
        steps.sign_in(page, {"login": login, "password": "not-the-password"})
        texts.append(page.get_by_role("alert").inner_text())
        expect(page.get_by_label("用户名")).to_have_value(login)

    assert texts[0] == texts[1]


def test_the_session_id_is_another_one_after_signing_in(new_page: NewPage, stack: Stack) -> None:
    page = new_page()
    page.context.add_cookies([{"name": "sid", "value": "chosen-by-somebody-else", "url": stack.url}])
    steps.sign_in(page, stack.of("韦明月"))
    expect(page.get_by_role("heading", level=1)).to_have_text("通知公告")

    assert _session_of(page.context.cookies()) != "chosen-by-somebody-else"


def test_after_leaving_neither_cookie_nor_back_button_show_anything(new_page: NewPage, stack: Stack) -> None:
    page = new_page("邵𬀩")
    steps.menu(page, "个人基本信息")
    cookie = _session_of(page.context.cookies())
    page.get_by_role("button", name="退出").click()
    steps.told(page, "您已安全退出")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("用户登录")
    answer = httpx.get(f"{stack.url}/record", cookies={"sid": cookie})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_after_signing_in_one_is_where_one_wanted_to_go(new_page: NewPage, stack: Stack) -> None:
    page = new_page()
    steps.sign_in(page, stack.of("韦明月"), at="/record?open=education")

    expect(page.get_by_role("heading", level=1)).to_have_text("个人基本信息")
    expect(page.locator("details.section[open] > summary .section-title")).to_have_text(["学历学位"])


def test_one_person_with_two_roles_switches_at_the_top(new_page: NewPage) -> None:
    page = new_page("贾文博")
    page.get_by_role("button", name="审核工作台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("待审核")
    steps.menu(page, "通知公告")
    expect(page.get_by_role("navigation", name="功能菜单").get_by_role("link", name="待审核")).to_be_visible()

    page.get_by_role("button", name="专业技术人员").click()
    steps.menu(page, "个人基本信息")


def test_pages_of_other_roles_are_closed(new_page: NewPage) -> None:
    page = new_page("韦明月")
    page.goto("/cases")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")

    page = new_page("孟凡宇")
    page.goto("/record")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")


def _session_of(cookies: list[dict[str, str]]) -> str:
    (value,) = [cookie["value"] for cookie in cookies if cookie["name"] == "sid"]
    return value
