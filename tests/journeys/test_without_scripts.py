"""With scripts switched off all that matters can be done; what they add is only comfort."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser

PERSON, ADMINISTRATOR = "张𬭎", "邢晓岚"
POST = "现工作单位及岗位"
REASON = "请补充在岗状态的证明。"


def test_from_filling_in_to_the_decision_nothing_needs_scripts(new_page: NewPage) -> None:
    person = new_page(PERSON, java_script_enabled=False)
    administrator = new_page(ADMINISTRATOR, java_script_enabled=False)
    steps.menu(person, "个人基本信息")
    person.get_by_role("button", name="撤回提交").click()
    expect(steps.status(person)).to_have_text("未提交")
    look_until(
        administrator, "/cases", lambda: administrator.get_by_role("row").filter(has_text=PERSON).count() == 0
    )  # the earlier case is over

    steps.unfold(person, POST).get_by_role("link", name=f"修改{POST}").click()
    form = steps.form_of(person, POST)
    form.get_by_label("现从事专业").fill("心血管内科")
    steps.save(form)
    steps.told(person, f"{POST}已保存")
    steps.submit(person)

    steps.open_case(administrator, PERSON, "个人信息")
    expect(administrator.get_by_text("心血管内科").first).to_be_visible()
    administrator.get_by_role("button", name="接手").click()
    administrator.get_by_label("总体意见").fill(REASON)
    steps.decide(administrator, "退回修改")

    look_until(person, "/record", lambda: steps.status(person).inner_text() == "退回修改")
    expect(person.get_by_role("region", name="退回修改的原因")).to_contain_text(REASON)


def look_until(page: Page, address: str, shown: Callable[[], bool]) -> None:
    """Ask for the page again and again, as people without scripts do."""
    page.goto(address)
    deadline = time.monotonic() + steps.PATIENCE_SECONDS
    while not shown():
        assert time.monotonic() < deadline, page.get_by_role("main").inner_text()
        page.goto(address)
