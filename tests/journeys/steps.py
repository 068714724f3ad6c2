"""What people do, in the words they read on the screen."""

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from services.auth.demo.people import PEOPLE

PATIENCE_SECONDS = 20

# Cells of a table that is folded on a phone and whose words stand among the labels, or have no room beside them.
UNFOLDED = """() => [...document.querySelectorAll(".stacking > tbody > tr > [data-label]")].filter((cell) => {
  const { left, width } = cell.getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(cell);
  const beside = [...words.getClientRects()].every((one) => one.left > left + 100);
  return !beside || width < 0.8 * cell.parentElement.clientWidth;
}).map((cell) => cell.outerHTML.slice(0, 120))"""

Account = dict[str, Any]
Papers = dict[str, Path]


def sign_in(page: Page, account: Account, at: str = "/") -> None:
    """Enter user name and password."""
    page.goto(at)
    page.get_by_label("用户名").fill(account["login"])
    page.get_by_label("密码").fill(account["password"])
    page.get_by_role("button", name="登录").click()


def menu(page: Page, label: str) -> None:
    """Choose from the left menu."""
    named = re.compile(rf"^{label}( \d+)?$")  # 我的消息 says how many are unread
    page.get_by_role("navigation", name="功能菜单").get_by_role("link", name=named).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(label)


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page's scripts are there to hear them."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def told(page: Page, sentence: str) -> None:
    """Read what the page says about what was just done."""
    expect(page.get_by_role("status").get_by_text(sentence)).to_be_visible()


def status(page: Page) -> Locator:
    """Where the record's status stands at the top of 个人基本信息."""
    return page.get_by_role("region", name="审核状态").locator("[aria-live]")


def form_of(page: Page, section: str) -> Locator:
    """The open form of a section."""
    return page.get_by_role("form", name=section)


def save(form: Locator) -> None:
    """Click the section's own 保存."""
    form.get_by_role("button", name="保存").click()


def pick(form: Locator, label: str, words: str) -> None:
    """Find something in a long list by typing its name, or its pinyin, and take the first that is offered."""
    field = form.get_by_label(label, exact=True)
    field.fill(words)
    field.press("Enter")


def fill_basic_info(page: Page, name: str, papers: Papers) -> None:
    """基本信息, which is open at first; birth and sex are those of the ID number."""
    (person,) = [person for person in PEOPLE if person.name == name]
    form = form_of(page, "基本信息")
    form.get_by_label("性别").select_option(label=person.sex)
    form.get_by_label("出生日期").fill(person.born.isoformat())
    pick(form, "民族", "蒙古族")
    form.get_by_label("政治面貌").select_option(label="群众")
    form.get_by_label("参加工作时间").fill("2018-07")
    form.get_by_label("从事专业技术工作起始时间").fill("2018-07")
    form.get_by_label("手机号码").fill("13812345678")
    form.get_by_label("证件照").set_input_files(papers["photo"])
    form.get_by_label("身份证正反面").set_input_files(papers["document"])
    save(form)
    told(page, "基本信息已保存")


def part(page: Page, section: str) -> Locator:
    """A section of the record, folded or not."""
    return page.locator("details.section").filter(has=page.locator("summary", has_text=section))


def unfold(page: Page, section: str) -> Locator:
    """Click the section's name."""
    found = part(page, section)
    if not found.evaluate("one => one.open"):
        found.locator("summary").first.click()
    return found


def open_section(page: Page, section: str) -> Locator:
    """Unfold a section and open the form for a new entry, unless an empty section shows it already."""
    unfolded, form = unfold(page, section), form_of(page, section)
    if not form.is_visible():
        unfolded.get_by_role("link", name="新增一条").click()
    return form


def open_single(page: Page, section: str) -> Locator:
    """Unfold a section of one entry and open its form."""
    unfold(page, section).get_by_role("link", name=f"填写{section}").click()
    return form_of(page, section)


def fill_education(page: Page, papers: Papers, school: str = "河北工业大学") -> None:
    """学历学位 with one entry."""
    form = open_section(page, "学历学位")
    form.get_by_label("学历", exact=False).first.select_option(label="大学本科毕业")
    form.get_by_label("毕业院校").fill(school)
    form.get_by_label("所学专业").fill("土木工程")
    form.get_by_label("学习形式").select_option(index=1)
    form.get_by_label("入学时间").fill("2014-09")
    form.get_by_label("毕业时间").fill("2018-06")
    form.get_by_label("学历证书编号").fill("100801201805001234")
    form.get_by_role("group", name="第一学历").get_by_label("是").check()
    form.get_by_role("group", name="最高学历").get_by_label("是").check()
    pick(form, "学位", "无")
    form.get_by_label("证明材料").set_input_files(papers["document"])
    save(form)
    told(page, "学历学位已保存")


def fill_work(page: Page, unit: str = "唐山港湾机械有限公司") -> None:
    """工作经历 with one entry that lasts."""
    form = open_section(page, "工作经历")
    form.get_by_label("起始时间").fill("2018-07")
    form.get_by_label("单位", exact=True).fill(unit)
    form.get_by_label("从事何种专业技术工作").fill("结构设计")
    form.get_by_label("职务").fill("工程师")
    save(form)
    told(page, "工作经历已保存")


def fill_post(page: Page) -> None:
    """现工作单位及岗位."""
    form = open_single(page, "现工作单位及岗位")
    form.get_by_label("在岗状态").select_option(label="在岗")
    form.get_by_label("编制类型").select_option(label="企业合同")
    form.get_by_label("岗位类别").select_option(label="专业技术岗位")
    form.get_by_label("到现单位时间").fill("2018-07")
    form.get_by_label("现从事专业").fill("土木工程")
    save(form)
    told(page, "现工作单位及岗位已保存")


def vouch(page: Page) -> None:
    """业绩综述与附件, with the promise that all is true."""
    form = open_single(page, "业绩综述与附件")
    form.get_by_role("group", name="有无处分或失信情况").get_by_label("否").check()
    form.get_by_role("group", name="诚信承诺").get_by_label("是", exact=True).check()
    save(form)
    told(page, "业绩综述与附件已保存")


def fill_record(page: Page, name: str, papers: Papers) -> None:
    """Every required section, one after the other."""
    menu(page, "个人基本信息")
    fill_basic_info(page, name, papers)
    fill_education(page, papers)
    fill_work(page)
    fill_post(page)
    vouch(page)


def submit(page: Page) -> None:
    """提交审核 at the bottom."""
    page.get_by_role("button", name="提交审核").click()
    expect(status(page)).to_have_text("等待审核")


def choose(page: Page, section: str) -> None:
    """In 信息变更申请, choose what is to be changed."""
    menu(page, "信息变更申请")
    page.get_by_label("需要修改的信息").select_option(label=section)
    page.get_by_role("button", name="选择", exact=True).click()


def hand_in_change(page: Page, reason: str) -> None:
    """Say why, and 提交审核; the list opens."""
    page.get_by_label("申请理由").fill(reason)
    page.get_by_role("button", name="提交审核").click()
    told(page, "申请已提交")


def open_case(page: Page, person: str, kind: str) -> None:
    """Open somebody's case from the queue, as soon as it has been assigned; the queue is asked for again until then."""
    row = page.get_by_role("row").filter(has_text=person).filter(has_text=kind).first
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not row.is_visible():
        assert time.monotonic() < deadline, f"no case of {person} arrived"
        page.goto("/cases")
    row.get_by_role("link", name=person).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{person} 的{kind}")


def decide(page: Page, word: str) -> None:
    """审核通过, 退回修改 or 审核不通过."""
    page.get_by_role("button", name=word).click()
    told(page, f"已{word}：")
