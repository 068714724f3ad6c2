"""A notice that must be read: found, read and confirmed by people, who are reminded by the administrator until then."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.clients import Someone
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

TITLE = "关于网络安全须知的紧急通知"


def published(stack: Stack) -> str:
    """A notice of the system administrator for one unit, public too; its id."""
    admin = Someone(stack.base, stack.of("周启航"))
    (unit,) = admin.ask("GET", "notices", "/written-notices/units", params={"q": "滦河"}).json()
    written = {
        "title": TITLE,
        "body": "请勿<script>alert(1)</script>外借**账号**。",
        "category": "公告",
        "must_read": True,
        "public": True,
        "unit_ids": [unit["id"]],
        "roles": [],
        "statuses": [],
        "issuer_unit_id": None,
        "issuer": "省职称工作办公室",
    }
    notice = admin.ask("POST", "notices", "/written-notices", json=written).json()
    path = f"/written-notices/{notice['id']}/publication"
    shown = admin.ask("POST", "notices", path, json={"pinned": False}, headers={"If-Match": f'"{notice["version"]}"'})
    assert shown.status_code == 201, shown.text
    return str(notice["id"])


def remind(admin: Page, notice_id: str) -> None:
    """Have everybody reminded who has not confirmed."""
    admin.goto(f"/administration/notices/{notice_id}/unconfirmed")
    accessible(admin)
    admin.get_by_role("button", name="提醒").click()
    steps.told(admin, "正在提醒")
    expect(admin.get_by_role("button", name="提醒")).to_have_count(0)


def look_in(visitor: Page) -> None:
    """Read it without signing in, and as a feed."""
    visitor.goto("/public/notices")
    accessible(visitor)
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    accessible(visitor)
    assert TITLE in visitor.request.get("/public/notices/feed.atom").text()


def test_a_notice_is_found_read_and_confirmed_and_who_has_not_is_reminded(new_page: NewPage, stack: Stack) -> None:
    notice_id = published(stack)
    person, admin, visitor = new_page("苗青"), new_page("周启航"), new_page()

    remind(admin, notice_id)
    steps.menu(person, "通知公告")
    banner = person.get_by_role("region", name="请阅读并确认以下通知")
    expect(banner.get_by_role("link", name=TITLE)).to_be_visible()
    accessible(person)
    person.get_by_role("textbox", name="查找").fill("全须")
    person.get_by_role("button", name="查找").click()
    expect(person.locator("mark")).to_have_text("全须")
    accessible(person)

    person.locator(".notice-list").get_by_role("link", name=TITLE).click()
    expect(person.get_by_text("<script>alert(1)</script>")).to_be_visible()
    accessible(person)
    person.get_by_role("button", name="我已阅读并知悉").click()
    steps.told(person, "已确认")
    steps.menu(person, "通知公告")
    expect(banner.get_by_role("link", name=TITLE)).to_have_count(0)
    line = person.get_by_role("listitem").filter(has=person.get_by_role("link", name=TITLE))
    expect(line).to_be_visible()
    expect(line.get_by_text("未读")).to_have_count(0)
    steps.menu(person, "我的消息")
    expect(person.get_by_text(f"请阅读通知「{TITLE}」").first).to_be_visible()
    look_in(visitor)
