"""One's own account: codes of a phone, other devices, a forgotten password."""

import json
import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.clients import until
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

NEW_PASSWORD = "Saffron-Heron-7781"
NUMBER = "13700001111"


def text_to(stack: Stack, number: str, word: str) -> str:
    """The text message in which this word stands, as soon as it is there."""
    folder = stack.data / "text-messages"

    def look() -> str:
        found = [json.loads(file.read_text()) for file in folder.glob("*.json")] if folder.exists() else []
        return next((one["text"] for one in found if one["to"] == number and word in one["text"]), "")

    return str(until(look))


def signed_in(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("通知公告")


def register_number(page: Page, stack: Stack) -> None:
    """A mobile number, proved by the code that is sent to it."""
    page.get_by_role("link", name="登记").click()
    page.get_by_label("手机号码").fill(NUMBER)
    page.get_by_role("button", name="发送验证码").click()
    (code,) = re.findall(r"\b\d{6}\b", text_to(stack, NUMBER, "验证码"))
    page.get_by_role("textbox", name="验证码").fill(code)
    page.get_by_role("button", name="确认").click()
    steps.told(page, "手机号码已登记")


def set_up_codes(page: Page) -> list[str]:
    """Codes of a phone; returns the recovery codes."""
    page.get_by_role("link", name="了解并设置").click()
    page.get_by_role("button", name="开始设置").click()
    phone = pyotp.TOTP(page.locator(".setup-key").inner_text().replace(" ", ""))
    page.get_by_role("textbox", name="验证码").fill(phone.now())
    page.get_by_role("button", name="确认启用").click()
    codes = page.locator(".recovery-codes li")
    expect(codes.first).to_be_visible()
    return codes.all_inner_texts()


def replace_forgotten(page: Page, stack: Stack, login: str) -> None:
    """A new password by the link that is sent to the number."""
    page.goto("/forgotten")
    page.get_by_label("用户名").fill(login)
    page.get_by_role("button", name="发送链接").click()
    expect(page.get_by_role("status").filter(has_text="链接已经发出")).to_be_visible()
    (path,) = re.findall(r"/forgotten/[\w-]+", text_to(stack, NUMBER, "/forgotten/"))
    page.goto(path)
    page.get_by_label("新密码", exact=True).fill(NEW_PASSWORD)
    expect(page.get_by_text("强度：很强")).to_be_visible()
    page.get_by_label("确认新密码").fill(NEW_PASSWORD)
    page.get_by_role("button", name="确认提交").click()
    steps.told(page, "密码已重新设置")


def sign_in_over_a_form(page: Page, code: str) -> None:
    """The session ran out while a form was being filled in: password and code are asked for above it."""
    steps.choose(page, "现工作单位及岗位")
    page.context.clear_cookies()
    form = steps.form_of(page, "更改的内容")
    form.get_by_label("申请理由").fill("岗位有变动")
    dialog = page.get_by_role("dialog", name="登录已超时")
    dialog.get_by_label("密码").fill(NEW_PASSWORD)
    dialog.get_by_role("button", name="登录并继续").click()
    for typed in ("000000", code):
        dialog.get_by_label("动态验证码").fill(typed)
        dialog.get_by_role("button", name="登录并继续").click()
        expect(dialog.get_by_role("alert").or_(form.get_by_text("已自动保存")).first).to_be_visible()
    expect(dialog).to_be_hidden()
    expect(form.get_by_text("已自动保存")).to_be_visible()


def test_codes_recovery_codes_other_devices_and_a_forgotten_password(new_page: NewPage, stack: Stack) -> None:
    account = stack.of("诸葛雯")
    page, elsewhere = new_page("诸葛雯"), new_page("诸葛雯")
    steps.menu(page, "安全设置")
    register_number(page, stack)
    page.get_by_role("row").filter(has_text="退出").get_by_role("button", name="退出").click()
    steps.told(page, "已退出这台设备上的登录")
    recovery, another, *_ = set_up_codes(page)
    page.get_by_role("button", name="退出").click()
    steps.told(page, "您已安全退出")

    replace_forgotten(elsewhere, stack, account["login"])

    steps.sign_in(page, account | {"password": NEW_PASSWORD})
    page.get_by_label("动态验证码").fill("000000")
    page.get_by_role("button", name="完成登录").click()
    expect(page.get_by_text("验证码不正确")).to_be_visible()
    page.get_by_label("动态验证码").fill(recovery)
    page.get_by_role("button", name="完成登录").click()
    signed_in(page)
    sign_in_over_a_form(page, another)
