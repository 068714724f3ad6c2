"""A reviewer clears twenty cases without touching the mouse; records and messages agree with what was decided."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import accessible
from tests.journeys.clients import Json, Someone, until
from tests.journeys.conftest import NewPage
from tests.journeys.steps import press
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

PERSON, REVIEWER, ADMINISTRATOR = "龙腾飞", "田秀英", "谷满仓"
YEARS = range(2006, 2026)
LIST = f"/cases?status=assigned&kind=change&q={PERSON}"
FAULT = "学时与证书上的不一致。"
NOTE = "此人的培训记录请仔细核对。"


@pytest.fixture
def twenty(stack: Stack) -> tuple[Someone, list[str]]:
    """Somebody who asks for a training of each of twenty years to be added, once all of it lies with the reviewer.

    The unit offers a reason for trainings.
    """
    administrator = Someone(stack.base, stack.of(ADMINISTRATOR))
    unit: str = administrator.get("review", "/canned-reasons")[0]["unit_id"]
    offered = {"text": FAULT, "section": "continuing_education"}
    administrator.ask("POST", "review", f"/units/{unit}/canned-reasons", json=offered)
    person, reviewer = Someone(stack.base, stack.of(PERSON)), Someone(stack.base, stack.of(REVIEWER))
    requests = [person.ask("POST", "profile", "/change-requests", json=training(year)).json()["id"] for year in YEARS]

    def all_with_the_reviewer() -> bool:
        found = reviewer.get("review", f"{LIST}&limit=100")["items"]
        return sum("decide" in case["actions"] for case in found) == len(YEARS)

    until(all_with_the_reviewer)
    first = reviewer.get("review", LIST)["items"][0]["id"]
    reviewer.ask("POST", "review", f"/cases/{first}/notes", json={"text": NOTE})
    return person, requests


def training(year: int) -> Json:
    data = {"year": year, "kind": "01", "name": f"{year} 年公需科目", "organizer": "河北省人社厅", "hours": "30"}
    return {"section": "continuing_education", "action": "add", "data": data, "reason": "补充培训"}


def test_a_reviewer_decides_twenty_cases_by_keyboard_alone(
    new_page: NewPage, twenty: tuple[Someone, list[str]]
) -> None:
    person, requests = twenty
    page = new_page(REVIEWER)
    page.goto(LIST)
    press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{PERSON} 的信息变更申请")
    what_a_single_key_must_not_do(page)

    returned = decide_all(page)

    expect(page.locator(".flashes")).to_contain_text("没有更多由您审核的审核件了。")
    expect(page.get_by_role("heading", level=1)).to_have_text("待审核")
    expect(page.get_by_label("类别")).to_have_value("change")
    record_and_messages_agree(person, dict(zip(YEARS, requests, strict=True)), returned)
    the_person_reads_neither_names_nor_notes(new_page(PERSON), requests)


def decide_all(page: Page) -> set[int]:
    """Every fourth is returned, the rest approved; the next one opens by itself. Returns the years of the returned."""
    returned = set()
    for place in range(len(YEARS)):
        case = page.url
        if place % 4 == 1:
            returned.add(year_of(page))
            return_with_a_reason_at_the_hours(page, canned=place % 8 == 1)
        else:
            approve(page)
        page.wait_for_url(lambda address, before=case: address != before)
        expect(page.locator(".flashes")).to_contain_text(f"{PERSON} 的信息变更申请，正在生效。")
    return returned


def record_and_messages_agree(person: Someone, requests: dict[int, str], returned: set[int]) -> None:
    outcomes = {year: settled(person, request) for year, request in requests.items()}
    assert {year for year, one in outcomes.items() if one["status"] == "rejected"} == returned
    assert {one["status"] for year, one in outcomes.items() if year not in returned} == {"approved"}
    reason = {"section": "continuing_education", "entry": None, "field": "hours", "text": FAULT}
    assert [outcomes[year]["reasons"] for year in sorted(returned)] == [[reason]] * len(returned)
    added = {entry["data"]["year"] for entry in person.get("profile", "/record")["sections"]["continuing_education"]}
    assert added & set(YEARS) == set(YEARS) - returned
    until(lambda: told_outcomes(person) == len(YEARS))


def the_person_reads_neither_names_nor_notes(page: Page, requests: list[str]) -> None:
    for address in (
        "/record",
        "/record/log",
        "/record/comparison",
        "/changes",
        *(f"/changes/{one}" for one in requests[:2]),
    ):
        page.goto(address)
        shown = page.content()
        assert "没有找到" not in shown, address
        assert (REVIEWER in shown, NOTE in shown) == (False, False), address


def what_a_single_key_must_not_do(page: Page) -> None:
    """Asked again, with nothing decided; the page with everything open can be read and used by everybody."""
    here = page.url
    press(page, "a")
    expect(page.get_by_role("dialog", name="审核通过")).to_be_visible()
    accessible(page)
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="审核通过")).to_be_hidden()
    press(page, "?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_contain_text("指出当前项目的问题")
    press(page, "Escape")
    assert page.url == here


def approve(page: Page) -> None:
    press(page, "a")
    expect(page.get_by_role("button", name="确认通过")).to_be_focused()
    press(page, "Enter")


def return_with_a_reason_at_the_hours(page: Page, *, canned: bool) -> None:
    """The reason is typed, or the one that the unit offers."""
    press(page, "r")  # nothing written yet: it leads to where reasons are written
    field = page.get_by_label("字段")
    expect(field).to_be_focused()
    press(page, "Escape")
    press(page, "j")
    press(page, "e")
    expect(field).to_be_focused()
    while field.evaluate("one => one.value") != "hours":
        press(page, "ArrowDown")
    press(page, "Tab")
    if canned:
        press(page, "ArrowDown")
    press(page, "Tab")
    if not canned:
        page.keyboard.type(FAULT)
    press(page, "Escape")
    expect(page.get_by_text("已写意见 1 条")).to_be_visible()
    press(page, "r")
    expect(page.get_by_role("dialog", name="审核不通过")).to_contain_text(f"学时：{FAULT}")
    press(page, "Enter")


def year_of(page: Page) -> int:
    """For which year the training of the case that is open would be added."""
    return int(page.locator(".differences .changed", has_text="年度").locator("ins").inner_text().strip("＋ "))


def settled(person: Someone, request: str) -> Json:
    """The request once its decision has taken effect."""

    def outcome() -> Json | None:
        found = person.get("profile", f"/change-requests/{request}")
        return None if found["status"] == "pending" else found

    answer: Json = until(outcome)
    return answer


def told_outcomes(person: Someone) -> int:
    """How many of the requests the person has been told the outcome of."""
    messages = person.get("notices", "/messages?limit=100")["items"]
    told = [one["text"] for one in messages if "继续教育与培训" in one["text"]]
    return sum("已审核通过" in text or "审核不通过" in text for text in told)
