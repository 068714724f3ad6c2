"""What the guide shows: whose screen, which page, what was done there before, and how much of it."""

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

from tests.journeys import steps


def _nothing(_page: Page) -> None:
    """The page as it opens."""


class Scene(NamedTuple):
    """One picture: `<name>.webp`."""

    name: str
    person: str
    address: str
    height: int = 760
    act: Callable[[Page], None] = _nothing
    look_at: str = ""
    """Scrolled to the top; the frame is shown without it."""


def _click(selector: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return act


PROVINCE = "main a:has-text('河北省职称工作办公室')"


def _submit(page: Page) -> None:
    page.get_by_role("button", name="提交审核").click()
    page.locator(".error-summary").first.wait_for()


def _choose_entry(page: Page) -> None:
    steps.choose(page, "工作经历")
    page.get_by_role("radio").first.check()


def _change_entry(page: Page) -> None:
    _choose_entry(page)
    page.get_by_role("button", name="选中修改").click()
    page.get_by_label("职务").fill("高级工程师")


def _point_out(page: Page) -> None:
    _click(".case-table a")(page)
    page.locator("details.point-out > summary").first.click()


def _choose_cases(page: Page) -> None:
    for box in page.locator("[data-batch-box]").all()[:3]:
        box.check()


def _type_password(page: Page) -> None:
    page.get_by_label("新密码", exact=True).fill("春江潮水连海平 海上明月")


def _tick_field(page: Page) -> None:
    page.get_by_role("switch", name="毕业院校").check()


PROFESSIONALS = (
    Scene("login", "", "/login", 560),
    Scene("notices", "韦明月", "/notices", 640),
    Scene("record", "韦明月", "/record", 800),
    Scene("section", "崔晓棠", "/record?open=work_experience&entry=new", 800, look_at="#section-work_experience"),
    Scene("missing", "崔晓棠", "/record", 640, _submit, ".error-summary"),
    Scene("pending", "金善姬", "/record", 560),
    Scene("returned", "欧阳㛃", "/record", 700),
    Scene("password", "韦明月", "/password", 620, _type_password),
    Scene("choose-entry", "卢望舒", "/changes/new", 620, _choose_entry),
    Scene("change", "卢望舒", "/changes/new", 800, _change_entry, "#wish"),
    Scene("changes", "栗丰收", "/changes", 560),
    Scene("sharing", "扎西·顿珠", "/sharing", 800, _tick_field, "form[data-preview]"),
    Scene("messages", "贾文博", "/messages", 560),
    Scene("security", "韦明月", "/security", 520),
)
REVIEWERS = (
    Scene("cases", "祁连雪", "/cases?status=all", 640),
    Scene("case", "祁连雪", "/cases?kind=record", 800, _click(".case-table a")),
    Scene("reasons", "祁连雪", "/cases?kind=record", 640, _point_out, "details.point-out[open]"),
    Scene("batch", "邢晓岚", "/cases?status=all", 640, _choose_cases),
    Scene("figures", "段红梅", "/figures", 800),
)
ADMINISTRATORS = (
    Scene("people", "钟毓秀", "/administration/people", 700),
    Scene("import", "钟毓秀", "/administration/imports", 640),
    Scene("unit", "钟毓秀", "/administration/units/own", 640),
    Scene("grants", "段红梅", "/administration/grants?q=赵鹤龄", 560),
    Scene("notice", "段红梅", "/administration/notices/new?unit=", 800),
    Scene("substitutes", "钟毓秀", "/administration/substitutes", 520),
    Scene("units", "段红梅", "/administration/units", 520),
    Scene("windows", "周启航", "/administration/windows/new", 760, _click(PROVINCE)),
    Scene("chain", "周启航", "/administration/chains", 800, _click(PROVINCE)),
    Scene("partners", "周启航", "/administration/partners", 480),
    Scene("deliveries", "周启航", "/administration/deliveries", 640),
    Scene("queues", "周启航", "/administration/messages", 640),
    Scene("policy", "梁静怡", "/administration/password-policy", 560),
    Scene("audit", "宋怀瑾", "/administration/audit", 760),
)
SCENES = PROFESSIONALS + REVIEWERS + ADMINISTRATORS
