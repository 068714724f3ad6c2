"""A notice from the first word to its end: written, scheduled, shown when its moment comes, revised, withdrawn."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from stack.ports import POSTGRES_OFFSET
from stack.postgres import Postgres
from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage
from tests.notices.test_harmless import CORPUS
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

TITLE, REVISED = "关于现场核对材料的通知", "关于现场核对材料的通知（更正）"
UNIT = "唐山市职称工作办公室"


def let_the_moment_come(stack: Stack, title: str) -> None:
    """Move the clock to the notice's moment: here, the moment to the clock."""
    engine = create_engine(Postgres(stack.data, stack.base + POSTGRES_OFFSET).url("notices"))
    begun = "now() - interval '1 second'"
    with engine.begin() as connection:
        (notice_id,) = connection.execute(text("SELECT id FROM notice WHERE title = :title"), {"title": title}).one()
        for statement in (
            f"UPDATE notice SET published_at = {begun} WHERE id = :id",
            f"UPDATE notice_audience SET published_at = {begun} WHERE notice_id = :id",
        ):
            connection.execute(text(statement), {"id": notice_id})
    engine.dispose()


def writes(page: Page, papers: dict[str, Path]) -> None:
    """A draft with all that could harm in it, looked at while it is typed, and a file."""
    page.goto("/administration/notices")
    accessible(page)
    page.get_by_role("link", name="新建通知").click()
    page.get_by_role("link", name=UNIT).click()
    page.get_by_label("标题", exact=True).fill(TITLE)
    page.get_by_label("正文", exact=True).fill("请携带原件。")
    page.get_by_label("正文", exact=True).select_text()
    page.get_by_role("button", name="加粗").click()
    expect(page.locator("[data-preview] strong")).to_have_text("请携带原件。")
    page.get_by_label("正文", exact=True).fill("\n\n".join(["**请携带原件。**", *CORPUS]))
    page.get_by_label("查找单位").fill("滦河")
    page.get_by_role("button", name="查找并选择").click()
    expect(page.get_by_role("checkbox", name="滦河")).not_to_be_checked()
    accessible(page)
    page.get_by_role("button", name="保存草稿").click()
    steps.told(page, "草稿已保存")
    page.get_by_label("选择文件").set_input_files(papers["document"])
    expect(page.get_by_role("link", name="证明材料.pdf")).to_be_visible()


def schedules(page: Page) -> None:
    """After being told how many people it will reach."""
    page.get_by_role("button", name="保存并去发布").click()
    expect(page.get_by_text("将显示给")).to_be_visible()
    accessible(page)
    page.get_by_label("开始显示").fill("2000-01-01 08:00")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("alert")).to_contain_text("应晚于现在")
    page.get_by_label("开始显示").fill("2090-01-01 08:00")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("region", name="现状")).to_contain_text("待显示")


def revises(page: Page) -> None:
    """Beside what people go on reading."""
    page.reload()
    page.get_by_role("button", name="修订").click()
    page.get_by_label("标题", exact=True).fill(REVISED)
    page.get_by_label("修订说明").fill("更正标题")
    page.get_by_role("button", name="保存并去发布").click()
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("region", name="现状")).to_contain_text("修订于")
    page.get_by_role("link", name="第 1 版").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="返回通知").click()


def withdraws(page: Page) -> None:
    """With a reason, and after a question."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤回通知").click()
    expect(page.get_by_role("alert")).to_contain_text("撤回原因")
    accessible(page)
    page.get_by_label("撤回原因").fill("时间有变")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤回通知").click()
    steps.told(page, "已撤回")


def test_a_notice_is_written_scheduled_shown_revised_and_withdrawn(
    new_page: NewPage, stack: Stack, papers: dict[str, Path]
) -> None:
    writer, reader = new_page("段红梅"), new_page("苗青")
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.on("dialog", lambda dialog: pytest.fail(dialog.message))

    writes(writer, papers)
    schedules(writer)
    reader.goto("/notices")
    expect(reader.get_by_role("link", name=TITLE)).to_have_count(0)
    let_the_moment_come(stack, TITLE)
    reader.goto("/notices")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.locator(".notice-text strong").first).to_have_text("请携带原件。")
    assert reader.locator(".notice-text").locator("script, img, iframe, svg, style, form, [onclick]").count() == 0
    assert [url for url in asked if not url.startswith(stack.url)] == []

    revises(writer)
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text(REVISED)
    withdraws(writer)
    reader.reload()
    expect(reader.get_by_text("这条通知已经撤回")).to_be_visible()
