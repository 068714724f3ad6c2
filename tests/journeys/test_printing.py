"""打印, and the form verified by somebody who knows nothing but what stands on it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.profile.printed import scanned, text_of

pytestmark = pytest.mark.browser


def downloaded(page: Page, click: Callable[[], None]) -> tuple[str, bytes]:
    """The name and content of the file that a click downloads."""
    with page.expect_download() as waiting:
        click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_a_printed_form_is_verified_by_whoever_scans_it(new_page: NewPage) -> None:
    person, stranger = new_page("阿卜杜热合曼·买买提江·图尔荪尼亚孜"), new_page()
    steps.menu(person, "个人基本信息")

    name, pdf = downloaded(person, person.get_by_role("link", name="打印", exact=True).click)
    stranger.goto(scanned(pdf))

    assert re.fullmatch(r"专业技术人员基本情况表-.+-第[0-9]+版\.pdf", name)
    assert "阿卜杜热合曼·买买提江·图尔荪尼亚孜" in text_of(pdf)
    result = stranger.get_by_role("region", name="核验结果")
    expect(result).to_contain_text("经审核通过")
    expect(result).to_contain_text("阿＊＊")
    expect(stranger.locator("body")).not_to_contain_text("阿卜")


def test_the_code_can_be_typed_as_it_is_printed(new_page: NewPage) -> None:
    person, stranger = new_page("金善姬"), new_page()
    steps.menu(person, "个人基本信息")
    _, pdf = downloaded(person, person.get_by_role("link", name="打印", exact=True).click)
    (code,) = set(re.findall("验证码([0-9a-f]{32})", text_of(pdf)))

    stranger.goto("/verify")
    stranger.get_by_label("验证码").fill("0000 " * 8)
    stranger.get_by_role("button", name="核验").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("查无此证")

    stranger.get_by_label("验证码").fill(" ".join(re.findall("....", code.upper())))
    stranger.get_by_role("button", name="核验").click()
    expect(stranger.get_by_role("region", name="核验结果")).to_contain_text("等待审核")


def test_an_earlier_version_is_printed_from_the_history(new_page: NewPage) -> None:
    person = new_page("葛云岫")
    steps.menu(person, "个人基本信息")
    person.get_by_role("link", name="或打印其中一版").click()

    name, pdf = downloaded(person, person.get_by_role("link", name="第 1 版").click)

    assert name.endswith("-第1版.pdf")
    assert re.search("验证码[0-9a-f]{32}", text_of(pdf))


def test_a_draft_is_printed_as_a_draft(new_page: NewPage) -> None:
    person = new_page("韦明月")
    steps.menu(person, "个人基本信息")

    name, pdf = downloaded(person, person.get_by_role("link", name="打印草稿").click)

    assert name.endswith("-草稿.pdf")
    assert "草稿，未经审核" in text_of(pdf)


def test_a_reviewer_prints_a_case(new_page: NewPage) -> None:
    reviewer = new_page("祁连雪")
    reviewer.goto("/cases?status=all&kind=record")
    reviewer.locator(".case-table a").first.click()

    _, pdf = downloaded(reviewer, reviewer.get_by_role("link", name="基本情况表").click)

    assert "专业技术人员基本情况表" in text_of(pdf)
