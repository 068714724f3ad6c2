"""授权: an administrator proposes a role, another confirms it, and the person has it; one is ended, one handed over."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser

UNIT = "冀东凤凰山新材料科技有限公司"
CHOSEN = "柴可为"


def found(page: Page, name: str) -> None:
    """The roles of a person, found by name."""
    steps.menu(page, "授权")
    page.get_by_label("姓名、拼音或账号").fill(name)
    page.get_by_role("button", name="查找人员").click()
    accessible(page)
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}的角色")


def test_a_role_is_proposed_confirmed_told_and_ended(new_page: NewPage) -> None:
    admin, security = new_page("钟毓秀"), new_page("梁静怡")
    admin.goto("/administration/grants")
    found(admin, CHOSEN)
    admin.get_by_label("单位审核员").check()
    admin.get_by_label("原因").fill("增加一名审核员")
    admin.get_by_role("button", name="提出申请").click()
    steps.told(admin, "等待另一名管理员确认")
    accessible(admin)

    security.goto("/administration/grants")
    row = security.get_by_role("region", name="等待我确认").get_by_role("row", name=CHOSEN)
    expect(row).to_contain_text("增加一名审核员")
    accessible(security)
    security.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="确认").click()
    steps.told(security, "已确认，角色已生效")

    admin.goto("/administration/grants")
    found(admin, CHOSEN)
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_label("单位审核员的原因").fill("改由他人审核")
    admin.get_by_role("button", name=f"终止 {CHOSEN}的单位审核员").click()
    steps.told(admin, "角色已终止")
    expect(admin.get_by_role("region", name="已终止的角色")).to_contain_text("改由他人审核")


def test_the_last_administrator_hands_over_instead_of_going(new_page: NewPage) -> None:
    admin = new_page("钟毓秀")
    admin.goto("/administration/grants/units")
    admin.get_by_role("link", name=UNIT).click()
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_label("终止钟毓秀的单位管理员的原因").fill("退休")
    admin.get_by_role("button", name="终止 钟毓秀的单位管理员").click()
    steps.told(admin, "请先移交给其他人员")

    admin.get_by_role("link", name="移交 钟毓秀的单位管理员").click()
    admin.get_by_label("接任人的姓名、拼音或账号").fill("诸葛")
    admin.get_by_role("button", name="查找").click()
    admin.get_by_label("诸葛雯").check()
    admin.get_by_label("原因").fill("退休")
    accessible(admin)
    admin.get_by_role("button", name="提出移交").click()
    steps.told(admin, "等待另一名管理员确认")
