"""A superior enters, moves and closes units and confirms what a unit says of itself, which hears of it."""

from playwright.sync_api import Page, expect
from stdnum.cn import uscc

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage

CITY, COMPANY = "唐山市职称工作办公室", "冀东凤凰山新材料科技有限公司"


def enter(superior: Page, name: str, number: int) -> None:
    """Enter a unit below the city, with a stray space in its name."""
    steps.menu(superior, "单位")
    superior.get_by_role("link", name=CITY, exact=True).click()
    superior.get_by_role("link", name="新增下级单位").click()
    body = f"12130207{number:09d}"
    superior.get_by_label("单位名称").fill(f" {name[:2]} {name[2:]}")
    superior.get_by_label("统一社会信用代码").fill(body + str(uscc.calc_check_digit(body)))
    superior.get_by_label("单位性质").select_option(label="事业单位（全额）")
    for level, place in (("省", "河北省"), ("市", "唐山市"), ("县（市、区）", "丰南区")):
        box = superior.get_by_role("combobox", name=f"所在地区：{level}")
        box.fill(place)
        box.press("Enter")
    superior.get_by_role("button", name="保存").click()
    steps.told(superior, "已新增")
    expect(superior.get_by_role("heading", level=1)).to_have_text(name)


def close(superior: Page) -> None:
    """Try to close the unit whose page is open."""
    superior.get_by_role("link", name="撤销单位").click()
    superior.get_by_label("理由").fill("不再需要")
    superior.get_by_role("button", name="确认撤销").click()


def test_a_superior_enters_moves_and_closes_units(new_page: NewPage) -> None:
    superior = new_page("段红梅")
    superior.get_by_role("button", name="管理").click()
    enter(superior, "陡河果树研究所", 901)
    enter(superior, "陡河果树研究所一分所", 902)
    accessible(superior)

    superior.get_by_role("link", name="划转到其他上级单位").click()
    superior.get_by_label("新的上级单位").fill("dhgsyjs")
    superior.get_by_role("button", name="查找单位").click()
    superior.get_by_role("link", name="陡河果树研究所", exact=True).click()
    expect(superior.get_by_role("heading", name="将会发生什么")).to_be_visible()
    accessible(superior)
    superior.get_by_label("理由").fill("机构调整")
    superior.get_by_role("button", name="确认划转").click()
    steps.told(superior, "已划转")
    expect(superior.get_by_text("上级单位：唐山市职称工作办公室 → 陡河果树研究所")).to_be_visible()

    superior.get_by_role("link", name="陡河果树研究所", exact=True).click()
    close(superior)
    expect(superior.get_by_role("alert")).to_contain_text("1 个下级单位")
    steps.menu(superior, "单位")
    superior.get_by_role("textbox", name="查找单位").fill("果树研究所一分")
    superior.get_by_role("button", name="查找", exact=True).click()
    superior.get_by_role("link", name="陡河果树研究所一分所").click()
    close(superior)
    steps.told(superior, "单位已撤销")


def test_a_unit_asks_for_other_data_and_the_superior_confirms_them(new_page: NewPage) -> None:
    unit, superior = new_page("钟毓秀"), new_page("段红梅")
    unit.goto("/administration/units/own")
    expect(unit.get_by_role("heading", level=1)).to_have_text(COMPANY)
    unit.get_by_role("link", name="申请变更单位信息").click()
    unit.get_by_label("单位性质").select_option(label="外资或合资企业")
    unit.get_by_label("变更理由").fill("股权变更")
    unit.get_by_role("button", name="提交申请").click()
    steps.told(unit, "由上级单位确认后生效")
    expect(unit.get_by_role("row", name="单位性质")).to_contain_text("民营企业")
    accessible(unit)

    superior.goto("/administration/unit-requests")
    accessible(superior)
    superior.get_by_role("link", name=COMPANY).click()
    expect(superior.get_by_role("row", name="单位性质")).to_contain_text("外资或合资企业")
    accessible(superior)
    superior.get_by_role("button", name="同意", exact=True).click()
    steps.told(superior, "已生效")
    unit.goto("/administration/units/own")
    expect(unit.get_by_text("外资或合资企业", exact=True)).to_be_visible()
    unit.get_by_role("link", name="我的消息").first.click()
    expect(unit.get_by_text(f"「{COMPANY}」变更单位信息的申请已获同意并生效")).to_be_visible()
