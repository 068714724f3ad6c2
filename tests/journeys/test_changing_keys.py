"""An operator changes the keys while the system runs; nobody notices."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewPage, Stack, zhicheng
from tests.journeys.steps import form_of, menu

pytestmark = pytest.mark.browser


def test_keys_are_changed_and_old_ones_removed_while_people_work(stack: Stack, new_page: NewPage) -> None:
    page = new_page("陈思远")
    menu(page, "个人基本信息")
    shown = form_of(page, "基本信息").get_by_label("手机号码").input_value()

    changed = json.loads(zhicheng("keys", "rotate", f"--data={stack.data}", "--json"))
    removed = json.loads(zhicheng("keys", "retire", f"--data={stack.data}", "--json"))

    assert changed["changed"]["auth.person.id_number"] >= len(stack.accounts)
    assert {"data-auth", "data-profile"} <= set(removed["removed"])
    page.reload()
    expect(form_of(page, "基本信息").get_by_label("手机号码")).to_have_value(shown)
