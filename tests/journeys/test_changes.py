"""The guide's pages 2.5 and 2.6, from the choice of what is to change to what came of it, in the guide's own words."""

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.clients import Someone, decide, until
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack, zhicheng

pytestmark = pytest.mark.browser

PERSON, REVIEWER, ADMINISTRATOR = "扎西·顿珠", "孟凡宇", "钟毓秀"
CHANGE = "信息变更申请"


def test_everything_that_can_become_of_a_change(new_page: NewPage, stack: Stack) -> None:
    person, reviewer = new_page(PERSON), new_page(REVIEWER)

    with person.expect_response(lambda one: one.request.method == "POST" and one.url.endswith("/changes/new")) as sent:
        single_section(person)
    decides(reviewer, "审核通过")
    expect(newest(person).locator("[aria-live]")).to_contain_text("审核通过")
    its_number_tells_the_whole_story(sent.value.headers["x-request-id"], stack)

    entry_among_several(person)
    decides(reviewer, "审核不通过", reason="请附任职文件")
    expect(newest(person)).to_contain_text("请附任职文件")
    expect(newest(person)).to_contain_text("单位审核员")

    addition_and_deletion_together(person)
    decides_both(reviewer)
    expect(listed(person).filter(has_text="审核通过")).to_have_count(3)

    withdrawal(person)
    conflict_and_rebase(person, reviewer, stack)
    the_list_is_narrowed_down(person)
    the_record_holds_what_was_approved(person)


def its_number_tells_the_whole_story(number: str, stack: Stack) -> None:
    """From the click to what other services made of it, in order of time, with nothing of what was written."""
    told = zhicheng("trace", number, f"--data={stack.data}", "--json")
    steps = json.loads(told)["steps"]
    order = [(one["where"], one["kind"]) for one in steps]
    way = [("profile", "published"), ("review", "applied"), ("profile", "acknowledged")]
    assert sorted(order.index(step) for step in way) == [order.index(step) for step in way]
    assert {("web", "log"), ("profile", "log"), ("profile", "done")} <= set(order)
    assert [one["at"] for one in steps] == sorted(one["at"] for one in steps)
    assert "岗位调整" not in told
    assert PERSON not in told


def listed(page: Page) -> Locator:
    """The rows of 查看信息修改申请."""
    return page.locator(".change-table tbody tr")


def newest(page: Page) -> Locator:
    """The list's first row, opened anew."""
    if not re.search("/changes$", page.url):
        steps.menu(page, "查看信息修改申请")
    return listed(page).first


def wish(page: Page) -> Locator:
    return page.get_by_role("form", name="更改的内容")


def choose_job(page: Page, number: int, deed: str) -> None:
    """Among several entries choose one, and 选中修改 or 删除该条."""
    steps.choose(page, "工作经历")
    page.get_by_role("radio").nth(number).check()
    page.get_by_role("button", name=deed).click()


def decides(page: Page, word: str, reason: str = "") -> None:
    steps.open_case(page, PERSON, CHANGE)
    if reason:
        page.get_by_label("总体意见").fill(reason)
    steps.decide(page, word)


def single_section(page: Page) -> None:
    """Existing content above, input below, filled from the record; what one types is marked and kept."""
    steps.choose(page, "现工作单位及岗位")
    specialty = wish(page).get_by_label("现从事专业")
    was = specialty.input_value()
    expect(wish(page).locator("#fact-current_post-current_specialty")).to_contain_text(was)
    specialty.fill("新材料工程")
    expect(wish(page).locator(".field-changed")).to_have_count(1)
    expect(wish(page)).to_contain_text("已自动保存")

    steps.menu(page, CHANGE)  # left without handing in: it waits here
    page.get_by_role("link", name="继续填写").click()
    expect(wish(page)).to_contain_text("自动保存的草稿")
    expect(specialty).to_have_value("新材料工程")
    steps.hand_in_change(page, "岗位调整")

    row = listed(page).first
    for words in ("现工作单位及岗位", was, "新材料工程", "等待审核"):
        expect(row).to_contain_text(words)
    expect(page.get_by_role("button", name="撤销")).to_have_count(1)
    steps.choose(page, "现工作单位及岗位")
    expect(page.get_by_role("link", name="查看这份申请")).to_be_visible()


def entry_among_several(page: Page) -> None:
    """Of several entries the one that was chosen is filled in."""
    choose_job(page, 1, "选中修改")
    wish(page).get_by_label("职务").fill("站长")
    steps.hand_in_change(page, "职务变动")


def addition_and_deletion_together(page: Page) -> None:
    """Two wishes are collected and handed in as one."""
    steps.choose(page, "工作经历")
    page.get_by_role("link", name="新增一条").click()
    form = wish(page)
    form.get_by_label("起始时间").fill("2003-07")
    form.get_by_label("结束时间").fill("2003-12")
    form.get_by_label("单位", exact=True).fill("唐山市材料研究院")
    form.get_by_label("从事何种专业技术工作").fill("材料试验")
    form.get_by_label("职务").fill("实习")
    form.get_by_label("申请理由").fill("补充实习经历")
    form.get_by_role("button", name="加入待提交的变更").click()
    steps.told(page, "已加入待提交的变更")

    choose_job(page, 0, "删除该条")
    expect(wish(page)).to_contain_text("将从您的个人信息中删除")
    wish(page).get_by_label("申请理由").fill("重复填写")
    wish(page).get_by_role("button", name="加入待提交的变更").click()
    expect(page.locator(".change-drafts > li")).to_have_count(2)
    page.get_by_role("button", name="一并提交审核").click()
    steps.told(page, "已提交 2 项变更申请")
    expect(listed(page).filter(has_text="一并提交")).to_have_count(2)


def decides_both(page: Page) -> None:
    """What came together is one row and one page, on which each is decided by itself."""
    steps.open_case(page, PERSON, CHANGE)
    expect(page.get_by_text("2 项，已决定 0 项")).to_be_visible()
    for part in ("新增工作经历", "删除工作经历"):
        accessible(page)
        page.get_by_role("region", name=part).get_by_role("button", name="审核通过").click()
        steps.told(page, "已审核通过：")


def withdrawal(page: Page) -> None:
    """撤销 at the right while it waits."""
    choose_job(page, 0, "选中修改")
    wish(page).get_by_label("证明人").fill("苗青")
    steps.hand_in_change(page, "补充证明人")
    newest(page).get_by_role("button", name="撤销").click()
    steps.told(page, "申请已撤销")
    expect(newest(page)).to_contain_text("已撤销")
    expect(page.get_by_role("button", name="撤销")).to_have_count(0)


def conflict_and_rebase(page: Page, reviewer: Page, stack: Stack) -> None:
    """The entry moved meanwhile: three versions, a choice where both changed a field, and a new request."""
    choose_job(page, 0, "选中修改")
    expect(wish(page).get_by_label("证明人")).not_to_have_value("苗青")  # from the record, not from the request before
    wish(page).get_by_label("职务").fill("主任")
    wish(page).get_by_label("证明人").fill("谷满仓")
    steps.hand_in_change(page, "职务变动")
    corrected_meanwhile(stack, "副主任")
    decides(reviewer, "审核通过")
    expect(newest(page).locator("[aria-live]")).to_contain_text("内容冲突")

    newest(page).get_by_role("link", name="查看详情").click()
    clash = page.locator("tr.clash")
    for words in ("职务", "主任", "副主任"):
        expect(clash).to_contain_text(words)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(steps.UNFOLDED) == []
    clash.get_by_label("您申请更改为").check()
    page.get_by_role("button", name="重新申请").click()
    expect(wish(page).get_by_label("职务")).to_have_value("主任")
    expect(wish(page).get_by_label("证明人")).to_have_value("谷满仓")
    steps.hand_in_change(page, "职务变动，已核对")
    decides(reviewer, "审核通过")
    expect(newest(page).locator("[aria-live]")).to_contain_text("审核通过")
    expect(newest(page)).to_contain_text("副主任")


def corrected_meanwhile(stack: Stack, duty: str) -> None:
    """While a request about the first job waits, the record is opened again, and the person corrects that job."""
    administrator, person, reviewer = (
        Someone(stack.base, stack.of(name)) for name in (ADMINISTRATOR, PERSON, REVIEWER)
    )
    (case,) = administrator.get("review", f"/cases?status=closed&kind=record&q={PERSON}")["items"]
    administrator.ask("POST", "review", f"/cases/{case['id']}/reopening", json={"reason": "职务与任职文件不一致"})
    until(lambda: person.get("profile", "/record")["status"] == "draft")
    job = person.get("profile", "/record")["sections"]["work_experience"][0]
    changed = {"json": {"data": job["data"] | {"duty": duty}}, "headers": {"If-Match": f'"{job["version"]}"'}}
    person.ask("PUT", "profile", f"/record/entries/{job['id']}", **changed).raise_for_status()
    person.ask("POST", "profile", "/record/submission").raise_for_status()
    decide([reviewer], UUID(case["subject_id"]), {"decision": "approve", "reasons": []})
    until(lambda: person.get("profile", "/record")["status"] == "approved")


def the_list_is_narrowed_down(page: Page) -> None:
    """By status and by words; each request has its course."""
    page.get_by_label("审核状态").select_option(label="审核不通过")
    page.get_by_role("button", name="查询").click()
    expect(listed(page)).to_have_count(1)
    page.get_by_role("link", name="清除").click()
    page.get_by_label("项目或内容").fill("实习")
    page.get_by_role("button", name="查询").click()
    expect(listed(page)).to_have_count(1)
    page.get_by_role("link", name="查看详情").click()
    course = page.get_by_role("region", name="办理过程")
    expect(course).to_contain_text("等待审核")
    expect(course).to_contain_text("审核通过")
    expect(page.get_by_role("region", name="一并提交的申请").get_by_role("listitem")).to_have_count(2)


def the_record_holds_what_was_approved(page: Page) -> None:
    steps.menu(page, "个人基本信息")
    jobs = steps.unfold(page, "工作经历")
    for words in ("唐山市材料研究院", "主任", "谷满仓"):
        expect(jobs).to_contain_text(words)
    expect(jobs).not_to_contain_text("站长")
