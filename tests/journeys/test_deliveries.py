"""A system administrator looks at deliveries and steers them; the partner's event reaches the public host."""

import json
import re
from time import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from shared.keys import PARTNER_SECRET
from shared.webhooks import signed_headers
from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

PERSON, ADMINISTRATOR = "马晓燕", "周启航"
SIZES = ((390, 844), (1280, 1024))


def usable(page: Page) -> None:
    """On a phone and at a desk."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        accessible(page)


def steer(page: Page, deed: str, reason: str) -> None:
    """Give a reason and do it."""
    form = page.get_by_role("region", name=deed, exact=True)
    form.get_by_label("原因").fill(reason)
    form.get_by_role("button", name=deed).click()


def test_deliveries_are_seen_and_steered(new_page: NewPage, stack: Stack) -> None:
    person = new_page(PERSON)
    shares(person)
    admin = new_page(ADMINISTRATOR)
    steps.menu(admin, "共享平台")
    admin.get_by_role("link", name="投递").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("投递")
    usable(admin)
    opens_the_latest(admin)
    expect(admin.get_by_role("cell", name="已接受").first).to_be_visible()
    usable(admin)
    steer(admin, "重新投递", "对方说没有收到")
    steps.told(admin, "已排队重新投递")
    steers_the_partner(admin)
    sees_it_has_arrived(person)
    tells_where_the_page_is(admin, stack)


def shares(page: Page) -> None:
    """Consent, and wait until it has arrived."""
    page.goto("/sharing")
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="同意并分享").click()
    expect(page.get_by_role("region", name="分享状态")).to_be_visible()
    sees_it_has_arrived(page)


def sees_it_has_arrived(page: Page) -> None:
    """The person's own page says so by itself."""
    page.goto("/sharing")
    state = page.get_by_role("region", name="分享状态")
    expect(state.locator("[aria-live]")).to_have_text("已分享")


def opens_the_latest(admin: Page) -> None:
    """The delivery that was queued last, of those that have arrived."""
    admin.get_by_role("link", name=re.compile("找专家网已分享的投递")).click()
    expect(admin).to_have_url(re.compile("status=shared"))
    admin.locator(".case-table [data-row-link]").first.click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("投递至找专家网")


def steers_the_partner(admin: Page) -> None:
    """Stop sending to a partner for a while, and send everything once more."""
    admin.get_by_role("link", name="‹ 投递").click()
    admin.get_by_role("link", name="找专家网", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("向找专家网投递")
    usable(admin)
    steer(admin, "暂停投递", " ")
    expect(admin.get_by_role("alert")).to_contain_text("原因：请填写")
    steer(admin, "暂停投递", "对方升级")
    steps.told(admin, "已暂停投递")
    steer(admin, "恢复投递", "升级完成")
    steps.told(admin, "已恢复投递")

    admin.once("dialog", lambda dialog: dialog.accept())
    steer(admin, "全部重新投递", "对方丢失资料")
    expect(admin.get_by_text("已完成").first).to_be_visible()
    usable(admin)


def tells_where_the_page_is(admin: Page, stack: Stack) -> None:
    """The partner says so at the public host, and the administrator sees that it did."""
    admin.goto("/administration/deliveries?status=shared")
    admin.locator(".case-table [data-row-link]").first.click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("投递至找专家网")
    shown = admin.get_by_role("region", name="状态", exact=True).inner_text()
    share = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]+){4}", shown)
    sequence = re.search(r"状态序号\s+(\d+)", shown)
    assert share
    assert sequence
    event = {"type": "page.opened", "person": share[0], "sequence": int(sequence[1]), "url": "https://a.example/1"}
    body = json.dumps(event).encode()
    secret = (stack.data / "keys" / PARTNER_SECRET).read_text().strip()
    headers = {"Content-Type": "application/json", **signed_headers([secret], "opened-1", int(time()), body)}
    heard = httpx.post(f"{stack.url}/partners/expert-site/events", content=body, headers=headers)

    assert (heard.status_code, heard.json()) == (200, {"effect": "applied"})
    admin.reload()
    expect(admin.get_by_text("主页已开通")).to_be_visible()
