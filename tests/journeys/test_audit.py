"""The auditor sees who did what, finds a refusal, has the chains verified and takes the list along as Excel."""

import json
import re
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack, zhicheng

WHO = "姜雨薇"


def test_a_refused_sign_in_is_found_verified_and_exported(new_page: NewPage, stack: Stack) -> None:
    stranger, account = new_page(), stack.of(WHO)
    steps.sign_in(stranger, account | {"password": "wrong-password-77"})
    expect(stranger.get_by_role("alert")).to_be_visible()

    auditor = new_page("宋怀瑾")
    steps.menu(auditor, "审计日志")
    auditor.get_by_role("button", name="立即核验").click()
    steps.told(auditor, "核验已完成")
    expect(auditor.get_by_role("region", name="日志的完整性").get_by_text("完整", exact=True)).to_have_count(4)
    accessible(auditor)

    auditor.get_by_label("操作人").fill(WHO)
    auditor.get_by_label("结果").select_option(label="拒绝")
    auditor.get_by_role("button", name="筛选").click()
    row = auditor.get_by_role("row", name=WHO)
    expect(row).to_contain_text("登录")
    expect(row).to_contain_text("127.0.0.1")
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="导出 Excel").click()
    rows = list(load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active.values)
    assert [(row[3], row[6], row[10]) for row in rows[1:]] == [(WHO, "登录", "拒绝")]

    row.get_by_role("link").click()
    expect(auditor.get_by_role("heading", level=1)).to_have_text("登录")
    expect(auditor.get_by_role("region", name="在链中的位置")).to_contain_text(re.compile("与链一致|等待写入链"))
    accessible(auditor)


def test_exports_and_commands_are_on_record_too(new_page: NewPage) -> None:
    auditor = new_page("宋怀瑾")
    auditor.goto("/administration/audit")
    with auditor.expect_download():
        auditor.get_by_role("link", name="导出 Excel").click()
    auditor.goto("/administration/audit?actor=宋怀瑾")
    expect(auditor.get_by_role("row", name="导出审计日志").first).to_be_visible()
    auditor.goto("/administration/audit?act=review.command.migrate")  # by whoever started the system
    expect(auditor.get_by_role("row", name="升级数据库")).to_contain_text("命令行")


def test_the_command_finds_all_chains_sound_and_compares_them_with_exported_heads(stack: Stack) -> None:
    found = json.loads(zhicheng("audit", "verify", f"--data={stack.data}", "--json"))

    assert {service: one["fault"] for service, one in found.items()} == dict.fromkeys(found)
    heads = [json.loads(line) for line in zhicheng("audit", "heads", f"--data={stack.data}").splitlines()]
    kept = [json.loads(file.read_text()) for file in (stack.data / "audit-heads/heads").rglob("*.json")]
    assert all(head in heads for head in kept)
