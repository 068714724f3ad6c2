"""The list of the desk without a mouse: from row to row, into a case and back, with its filters in the address."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage
from tests.journeys.steps import press

pytestmark = pytest.mark.browser

ADMINISTRATOR = "纪红岩"
LIST = "/cases?status=all&kind=record&sort=name"


def test_the_list_is_worked_by_keyboard_alone(new_page: NewPage) -> None:
    page = new_page(ADMINISTRATOR)
    page.goto(LIST)
    accessible(page)
    move_and_come_back(page)
    narrow_down(page)
    read_the_sheet_and_switch_the_keys_off(page)


def row(page: Page) -> Locator:
    return page.locator("[data-row][aria-current=true]")


def move_and_come_back(page: Page) -> None:
    names = page.locator("[data-row-link]").all_inner_texts()
    assert len(names) > 3
    press(page, "j", "j", "j", "k")
    expect(row(page).locator("[data-row-link]")).to_have_text(names[1])
    press(page, "o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])
    expect(page).to_have_url(re.compile("kind=record&sort=name"))
    press(page, "u")
    expect(page).to_have_url(re.compile(re.escape("kind=record") + ".*#case-"))
    expect(row(page).locator("[data-row-link]")).to_have_text(names[1])
    press(page, "j", "Enter")  # and on from there
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[2])
    page.go_back()
    expect(row(page).locator("[data-row-link]")).to_have_text(names[2])


def narrow_down(page: Page) -> None:
    press(page, "/")
    page.keyboard.type("鹤龄")
    press(page, "Enter")
    expect(page.locator("[data-row-link]")).to_have_text(["赵鹤龄"])
    expect(page).to_have_url(re.compile("q=.+kind=record"))
    press(page, "c")
    expect(page.get_by_label("姓名或账号")).to_have_value("")
    expect(page.locator("[data-row-link]").nth(1)).to_be_visible()


def read_the_sheet_and_switch_the_keys_off(page: Page) -> None:
    sheet = page.get_by_role("dialog", name="键盘操作")
    press(page, "?")
    expect(sheet.get_by_text("查找姓名或账号")).to_be_visible()
    accessible(page)
    press(page, "j")
    expect(row(page)).to_have_count(0)
    sheet.get_by_label("使用单键快捷键").uncheck()
    press(page, "Escape")
    expect(sheet).to_be_hidden()
    page.reload()
    press(page, "?", "j")
    expect(sheet).to_be_hidden()
    expect(row(page)).to_have_count(0)
    page.get_by_role("button", name="键盘操作").click()
    sheet.get_by_label("使用单键快捷键").check()
    press(page, "Escape", "j")
    expect(row(page)).to_have_count(1)
