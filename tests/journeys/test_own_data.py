"""What people do with their own data: look back, compare, take it with them."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser


def test_two_versions_stand_side_by_side_and_what_did_not_change_is_folded(new_page: NewPage) -> None:
    page = new_page("葛云岫")
    steps.menu(page, "个人基本信息")
    page.get_by_role("link", name="对比历次提交").click()

    expect(page.get_by_text("共有 1 个项目不同")).to_be_visible()
    changed = steps.part(page, "学历学位").get_by_role("row").filter(has_text="证明材料")
    expect(changed.locator("del")).to_have_text("毕业证书.pdf")
    expect(changed.locator("ins")).to_contain_text("学位证书.pdf")
    expect(steps.part(page, "工作经历").locator(".section-body")).to_be_hidden()

    page.get_by_label("后来的一版").select_option(index=1)
    page.get_by_role("button", name="对比").click()

    expect(page.get_by_text("两版内容完全相同")).to_be_visible()


def test_who_never_handed_in_is_told_that_there_is_nothing_to_compare(new_page: NewPage) -> None:
    page = new_page("韦明月")
    page.goto("/record/comparison")

    expect(page.get_by_role("main")).to_contain_text("您还没有提交过，没有可以对比的内容。")


def test_the_log_tells_what_was_changed_when_and_in_which_role(new_page: NewPage) -> None:
    page = new_page("刘桂兰")
    steps.menu(page, "个人基本信息")
    page.get_by_role("link", name="修改记录").click()

    added = page.get_by_role("listitem").filter(has_text="新增学历学位").filter(has_text="单位审核员")
    expect(added).to_have_count(1)
    added.get_by_text("11 项内容").click()
    expect(added.get_by_text("中共河北省委党校", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="个人信息：未提交 → 等待审核")).to_have_count(1)


def test_a_person_takes_all_their_data_with_them(new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("刘桂兰")
    steps.menu(page, "个人基本信息")
    page.get_by_role("link", name="导出我的信息").click()
    page.get_by_role("button", name="导出我的信息").click()
    steps.told(page, "已开始准备")

    with page.expect_download() as download:
        page.get_by_role("link", name="下载压缩包").click()

    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("data.json"))
        assert {file["path"] for file in data["files"]} <= set(archive.namelist())
    assert data["person"]["name"] == "刘桂兰"
    former = page.get_by_role("link", name="下载压缩包").get_attribute("href")
    page.get_by_role("button", name="重新导出").click()
    steps.told(page, "已开始准备")
    page.goto(str(former))
    steps.told(page, "文件已过期并删除")
    steps.menu(page, "我的消息")
    expect(page.get_by_role("main")).to_contain_text("您的个人信息副本已准备好")
