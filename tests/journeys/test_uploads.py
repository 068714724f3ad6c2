"""Files are sent as soon as they are chosen, and nothing that breaks on the way costs what was typed."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

SCHOOL = "河北师范大学"
DROP = """(box, files) => {
  const held = new DataTransfer();
  for (const { name, type, content } of files) {
    held.items.add(new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, { type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
  }
}"""


def new_school(page: Page, school: str = SCHOOL) -> Locator:
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill(school)
    return form


def row_of(form: Locator, name: str) -> Locator:
    return form.get_by_role("listitem").filter(has_text=name)


def drop(box: Locator, *papers: Path) -> None:
    types = {".pdf": "application/pdf", ".png": "image/png"}
    files = [
        {"name": one.name, "type": types[one.suffix], "content": base64.b64encode(one.read_bytes()).decode()}
        for one in papers
    ]
    box.evaluate(DROP, files)


@contextmanager
def store_away(stack: Stack) -> Iterator[None]:
    """Nothing can be written where files are kept."""
    place, aside = stack.data / "files", stack.data / "files.aside"
    place.rename(aside)
    place.write_text("")
    try:
        yield
    finally:
        place.unlink()
        aside.rename(place)


def saved_with(page: Page, form: Locator, *names: str, school: str = SCHOOL) -> None:
    """Save, and find the files in the entry."""
    steps.save(form)
    steps.told(page, "学历学位已保存")
    entry = steps.part(page, "学历学位").locator("details.entry", has_text=school)
    entry.locator("summary").click()
    for name in names:
        expect(entry.get_by_role("link", name=name)).to_be_visible()


def test_several_files_are_dropped_on_the_field_and_sent_at_once(new_page: NewPage, papers: dict[str, Path]) -> None:
    page = new_page("崔晓棠")
    form = new_school(page)
    drop(form.locator("[data-upload]").filter(has=page.get_by_label("证明材料")), papers["document"], papers["photo"])

    for name in ("证明材料.pdf", "证件照.png"):
        expect(row_of(form, name).get_by_role("link", name="查看")).to_be_visible()
    expect(form.get_by_role("progressbar")).to_have_count(0)
    saved_with(page, form, "证明材料.pdf", "证件照.png")


def test_a_file_dropped_beside_the_field_leaves_the_page_alone(new_page: NewPage, papers: dict[str, Path]) -> None:
    page = new_page("崔晓棠")
    form = new_school(page)
    prevented = page.get_by_role("heading", level=1).evaluate(
        """(heading) => {
          const held = new DataTransfer();
          held.items.add(new File(["x"], "x.pdf"));
          return !heading.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )

    assert prevented
    expect(form.get_by_label("毕业院校")).to_have_value(SCHOOL)


def test_an_upload_that_was_cut_off_is_tried_again_without_filling_in_again(
    new_page: NewPage, papers: dict[str, Path]
) -> None:
    page = new_page("苗青")
    form = new_school(page)
    page.route("**/uploads", lambda route: route.abort("connectionreset"))
    form.get_by_label("证明材料").set_input_files(papers["document"])
    row = row_of(form, "证明材料.pdf")
    expect(row).to_contain_text("连接中断")

    steps.save(form)
    expect(row.get_by_role("button", name="重试")).to_be_focused()
    page.unroute("**/uploads")
    page.keyboard.press("Enter")
    expect(row.get_by_role("link", name="查看")).to_be_visible()
    expect(form.get_by_label("毕业院校")).to_have_value(SCHOOL)
    saved_with(page, form, "证明材料.pdf")


def test_while_the_store_is_away_the_form_stays_and_the_file_can_be_sent_again(
    new_page: NewPage, stack: Stack, papers: dict[str, Path]
) -> None:
    page = new_page("苗青")
    form = new_school(page, "唐山师范学院")
    row = row_of(form, "证明材料.pdf")
    with store_away(stack):
        form.get_by_label("证明材料").set_input_files(papers["document"])
        expect(row).to_contain_text("文件存储暂时无法访问")
    row.get_by_role("button", name="重试").click()

    expect(row.get_by_role("link", name="查看")).to_be_visible()
    saved_with(page, form, "证明材料.pdf", school="唐山师范学院")


def test_without_scripts_a_store_that_is_away_costs_only_the_file(
    new_page: NewPage, stack: Stack, papers: dict[str, Path]
) -> None:
    page = new_page("常䶮", java_script_enabled=False)
    form = new_school(page)
    form.get_by_label("证明材料").set_input_files(papers["document"])
    with store_away(stack):
        steps.save(form)
        alert = page.get_by_role("alert").filter(has_text="没有保存")
        expect(alert).to_contain_text("文件存储暂时无法访问")
    expect(form.get_by_label("毕业院校")).to_have_value(SCHOOL)

    form.get_by_label("证明材料").set_input_files(papers["document"])
    steps.save(form)
    steps.told(page, "学历学位已保存")


def test_saving_waits_for_a_file_that_is_on_its_way(new_page: NewPage, papers: dict[str, Path]) -> None:
    page = new_page("韦明月")
    form = new_school(page)
    held: list[Route] = []
    page.route("**/uploads", lambda route: held.append(route))  # noqa: PLW0108 - it is asked how many it takes
    with page.expect_request("**/uploads"):
        form.get_by_label("证明材料").set_input_files(papers["document"])
    steps.save(form)
    expect(row_of(form, "证明材料.pdf").get_by_role("progressbar")).to_be_visible()
    held[0].continue_()

    steps.told(page, "学历学位已保存")
    expect(steps.part(page, "学历学位")).to_contain_text(SCHOOL)


def test_who_was_signed_out_while_uploading_signs_in_and_the_file_arrives(
    new_page: NewPage, stack: Stack, papers: dict[str, Path]
) -> None:
    page = new_page("邵𬀩")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    page.context.clear_cookies()
    form.get_by_label("证明材料").set_input_files(papers["document"])
    dialog = page.get_by_role("dialog", name="登录已超时")
    dialog.get_by_label("密码").fill(stack.of("邵𬀩")["password"])
    dialog.get_by_role("button", name="登录并继续").click()

    expect(row_of(form, "证明材料.pdf").get_by_role("link", name="查看")).to_be_visible()


def test_what_was_uploaded_waits_in_the_draft_and_is_removed_by_keyboard(
    new_page: NewPage, papers: dict[str, Path]
) -> None:
    page = new_page("韩春禾")
    form = new_school(page)
    form.get_by_label("证明材料").set_input_files(papers["document"])
    row = row_of(form, "证明材料.pdf")
    expect(row.get_by_role("link", name="查看")).to_be_visible()
    expect(form.get_by_text("已自动保存")).to_be_visible()
    page.reload()
    expect(row.get_by_role("link", name="查看")).to_be_visible()

    row.get_by_role("button", name="移除").press("Enter")
    expect(row).to_have_count(0)
    expect(form.get_by_label("证明材料")).to_be_focused()


def test_the_newest_photo_takes_the_place_of_the_one_before(new_page: NewPage, papers: dict[str, Path]) -> None:
    page = new_page("韩春禾")
    page.goto("/record?open=basic_info")
    box = page.locator("[data-upload][data-purpose=photo]")
    for name in ("旧.png", "新.png"):
        page.get_by_label("证件照").set_input_files(
            {"name": name, "mimeType": "image/png", "buffer": papers["photo"].read_bytes()}
        )
        expect(box.get_by_role("listitem")).to_have_count(1)
        expect(box.get_by_role("listitem")).to_contain_text(name)
        expect(box.get_by_role("link", name="查看")).to_be_visible()
