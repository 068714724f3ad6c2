"""What people may not change themselves: a name that is corrected by two administrators, a move to another unit."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser


def hand_in(page: Page, reason: str, proof: Path) -> None:
    """Say why, prove it, 提交审核; the correction's own page opens."""
    page.get_by_label("申请理由").fill(reason)
    page.get_by_label("证明材料").set_input_files(proof)
    page.get_by_role("button", name="提交审核").click()
    steps.told(page, "申请已提交")
    expect(standing(page)).to_contain_text("等待审核")


def corrections(page: Page) -> None:
    """From 信息变更申请 to 信息更正."""
    steps.menu(page, "信息变更申请")
    page.get_by_role("link", name="信息更正").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("信息更正")


def standing(page: Page) -> Locator:
    """How the correction stands."""
    return page.get_by_role("region", name="办理情况")


def open_case(page: Page, name: str, kind: str) -> None:
    """Open the one case of this kind as soon as it lies with somebody; the list is asked for again until then."""
    deadline = time.monotonic() + steps.PATIENCE_SECONDS
    while listed(page, name, kind, "assigned") != 1:
        assert time.monotonic() < deadline, f"no {kind} of {name} arrived"
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{name} 的")


def listed(page: Page, name: str, kind: str, status: str = "all") -> int:
    """How many cases of this kind and person the list shows."""
    page.goto(f"/cases?status={status}&kind={kind}&q={name}")
    return page.locator(".case-table tbody tr").count()


def ask_for_another_name(page: Page, name: str, proof: Path) -> None:
    """First with a space in it, and without proof."""
    corrections(page)
    page.get_by_role("link", name="更正姓名或证件").click()
    page.get_by_label("姓名").fill(f"{name[0]} {name[1:]}")
    page.get_by_role("button", name="提交审核").click()
    for fault in ("中文姓名中间不能有空格", "请填写申请理由", "请上传能证明更正内容的文件"):
        expect(page.get_by_role("alert")).to_contain_text(fault)
    page.get_by_label("姓名").fill(name)
    hand_in(page, "录入时写错一个字", proof)
    expect(standing(page)).to_contain_text("由两位管理员先后审核")


def test_a_name_is_corrected_by_two_administrators_and_right_everywhere(
    new_page: NewPage, stack: Stack, papers: dict[str, Path]
) -> None:
    account = stack.of("于敏慧")
    person, first, second = new_page("于敏慧"), new_page("邢晓岚"), new_page("郭振邦")
    ask_for_another_name(person, "于敏惠", papers["document"])

    for administrator in (first, second):
        open_case(administrator, "于敏慧", "identity")
        expect(administrator.get_by_role("main")).to_contain_text("于敏惠")
        expect(administrator.get_by_role("main")).not_to_contain_text(account["id_number"])
        expect(standing(person)).to_contain_text("等待审核")
        steps.decide(administrator, "审核通过")

    expect(standing(person).locator("[aria-live]")).to_have_text("审核通过")
    steps.menu(person, "个人基本信息")
    expect(steps.part(person, "基本信息").first).to_contain_text("于敏惠")
    steps.menu(person, "我的消息")
    expect(person.get_by_role("main")).to_contain_text("姓名证件更正申请已审核通过")
    assert (listed(first, "于敏惠", "identity"), listed(first, "于敏慧", "identity")) == (1, 0)
    again = new_page()
    steps.sign_in(again, account | {"login": account["id_number"]})
    expect(again.locator(".who-name")).to_have_text("于敏惠")


def test_a_move_is_decided_by_the_new_unit_and_the_open_case_goes_along(
    new_page: NewPage, papers: dict[str, Path]
) -> None:
    person, old, new = new_page("戴远航"), new_page("冯建勋"), new_page("霍明远")
    assert (listed(old, "戴远航", "record"), listed(new, "戴远航", "record")) == (1, 0)
    corrections(person)
    person.get_by_role("link", name="调动到其他单位").click()
    person.get_by_label("调入单位的名称").fill("晨报")
    person.get_by_role("button", name="查找").click()
    expect(person.get_by_role("radio", name="石家庄滹沱晨报社")).to_be_checked()
    hand_in(person, "组织调动", papers["document"])

    open_case(new, "戴远航", "transfer")
    assert listed(old, "戴远航", "transfer") == 1
    old.get_by_role("link", name="戴远航").click()
    expect(old.get_by_role("main")).to_contain_text("石家庄滹沱晨报社")
    expect(old.get_by_role("button", name="审核通过")).to_have_count(0)
    steps.decide(new, "审核通过")

    expect(standing(person).locator("[aria-live]")).to_have_text("审核通过")
    open_case(new, "戴远航", "record")
    new.get_by_text("办理过程").click()
    expect(new.get_by_role("main")).to_contain_text("随人员由石家庄市柏林路高级中学转至石家庄滹沱晨报社")
    assert (listed(old, "戴远航", "record"), listed(old, "戴远航", "transfer")) == (0, 1)
    steps.menu(person, "个人基本信息")
    expect(steps.status(person)).to_have_text("等待审核")
