"""Files are looked at beside the form: page by page, enlarged, by keyboard, and without scripts as well."""

from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.browser


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    """A document to turn the pages of."""
    path = tmp_path / "学历证书.pdf"
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page()
        pdf.save(path)
    return path


def test_the_pages_of_a_file_are_turned_in_a_dialog_and_the_form_stays(new_page: NewPage, three_pages: Path) -> None:
    page = new_page("崔晓棠")
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill("河北大学")
    form.get_by_label("证明材料").set_input_files(three_pages)
    row = form.get_by_role("listitem").filter(has_text="学历证书.pdf")
    expect(row.locator("img")).to_have_js_property("complete", value=True)
    row.get_by_role("link", name="查看").click()

    dialog = page.get_by_role("dialog", name="预览：学历证书.pdf")
    expect(dialog).to_contain_text("第 1 页，共 3 页")
    dialog.get_by_role("link", name="下一页").press("Enter")
    expect(dialog).to_contain_text("第 2 页，共 3 页")
    expect(dialog.get_by_role("link", name="下一页")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="学历证书.pdf第 3 页")).to_have_js_property("naturalWidth", 1400)
    dialog.get_by_role("button", name="放大").click()
    expect(dialog.get_by_role("button", name="放大")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(form.get_by_label("毕业院校")).to_have_value("河北大学")


def test_without_scripts_the_preview_is_a_page(new_page: NewPage, three_pages: Path) -> None:
    page = new_page("常䶮", java_script_enabled=False)
    page.goto("/record?open=education&entry=new")
    form = steps.form_of(page, "学历学位")
    form.get_by_label("毕业院校").fill("河北大学")
    form.get_by_label("证明材料").set_input_files(three_pages)
    steps.save(form)
    entry = steps.part(page, "学历学位").locator("details.entry", has_text="河北大学")
    entry.locator("summary").click()
    entry.get_by_role("link", name="学历证书.pdf").click()
    page.get_by_role("link", name="下一页").click()

    expect(page.get_by_role("status").get_by_text("第 2 页，共 3 页")).to_be_visible()
    expect(page.get_by_role("link", name="下载")).to_be_visible()
