"""Every page as people with other eyes, hands and screens meet it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Response, ViewportSize

from tests.journeys import steps
from tests.journeys.accessibility import accessible
from tests.journeys.conftest import NewPage
from tests.own_stack import Stack

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
SIZES: list[ViewportSize] = [{"width": 1280, "height": 1024}, {"width": 390, "height": 844}]
FOLDS_BELOW = 640
NOT_ON_PAPER = ".site-header, .side-menu, .site-footer, .back, .tabs, .btn, [role=search], .batch-column"
TWICE_AS_LARGE: ViewportSize = {"width": 640, "height": 512}  # a desk's screen at 200 %
# What moved by itself after it was there. The footer may: it goes down when a page arrives in two pieces.
SHIFTS = """
  window.shifted = [];
  const element = ({ node }) => node instanceof Element ? node : node?.parentElement;
  new PerformanceObserver((list) => {
    const moved = list.getEntries().filter((one) => !one.hadRecentInput).flatMap((one) => one.sources).map(element);
    shifted.push(...moved.filter((one) => !one?.closest(".site-footer")).map((one) => one?.outerHTML.slice(0, 120)));
  }).observe({ type: "layout-shift", buffered: true });
"""
AFTER_A_FRAME = "() => new Promise((seen) => requestAnimationFrame(() => setTimeout(() => seen(shifted))))"
# What takes the focus without showing it, and what stands elsewhere than where the keyboard finds it.
KEYBOARD = """() => {
  const name = (one) => one.outerHTML.slice(0, 120);
  const seen = (one) => one.checkVisibility({ checkVisibilityCSS: true });
  const all = [...document.querySelectorAll("body *")].filter(seen);
  const moved = all.filter((one) => {
    const { order, flexDirection } = getComputedStyle(one);
    return order !== "0" || flexDirection.endsWith("reverse") || one.tabIndex > 0;
  });
  const before = document.activeElement;
  const hidden = all.filter((one) => {
    if (one.tabIndex < 0 || one.disabled) return false;
    one.focus({ focusVisible: true, preventScroll: true });
    const { outlineStyle, boxShadow } = getComputedStyle(one);
    return document.activeElement === one && outlineStyle === "none" && boxShadow === "none";
  });
  before.focus({ preventScroll: true });
  return [...moved, ...hidden].map(name);
}"""
# What is written in Latin letters in Chinese too; anything else is left-over English, or a name meant for programs.
IN_LATIN_LETTERS = re.compile(
    r"https?://\S+|\S+@example\.com|[0-9A-Z]{18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}"
    r"|(?<![A-Za-z])(?:PDF|Excel|Word|xlsx|docx|CSV|csv|pdf|JPE?G|jpe?g|PNG|png|ZIP|[KM]B|ISBN|JSON-LD|TOTP|OWASP ASVS"
    r"|GB/T|GB|Atom|https|Enter|Esc|Chrome|Linux|zhangsan|zs|ths|expert-site|Elena Petrova)(?![A-Za-z])"
)
# In rows stands what other tests have written, in whatever order they ran.
WORDS = """() => {
  const rows = "tbody, .rows";
  const said = ["aria-label", "placeholder", "title", "alt"].flatMap((name) =>
    [...document.querySelectorAll(`body [${name}]`)].filter((one) => !one.closest(rows))
      .map((one) => one.getAttribute(name)));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!parentElement.closest(`script, style, kbd, code, ${rows}`)) said.push(data);
  }
  return said;
}"""
PAGES = {
    "": (
        "/login",
        "/login/code",
        "/forgotten",
        "/forgotten/" + "0" * 43,
        "/public/notices",
        "/help",
        "/help/professionals",
        "/help/words",
        "/verify",
        "/verify/" + "0" * 32,
        "/no-such-page",
    ),
    "韦明月": (  # a draft
        "/notices",
        "/notices?q=采集&category=通知",
        "/record",
        "/record?open=basic_info",
        "/record?open=education",
        "/record?open=work_experience&entry=new",
        "/changes/new",
        "/changes",
        "/sharing",
        "/consents",
        "/messages",
        "/messages/settings",
        "/password",
        "/security",
        "/security/second-factor",
        "/security/mobile",
        "/confirmation",
    ),
    "阿卜杜热合曼·买买提江·图尔荪尼亚孜": (  # approved, with a long name
        "/record",
        "/changes",
        "/changes/new?section=education",
        "/changes/new?section=work_experience&entry=new",
        "/changes/new?section=basic_info",
        "/corrections",
        "/corrections/new/identity",
        "/corrections/new/transfer?q=唐山",
        "/sharing",
        "/messages",
    ),
    "葛云岫": ("/record/comparison", "/record/log", "/record/exports"),  # handed in twice
    "欧阳㛃": ("/record",),  # returned
    "金善姬": ("/record",),  # pending
    "贾文博": (
        "/cases",
        "/cases?status=all",
        "/batches",
        "/batches/new?deed=approve",
        "/figures",
        "/notices",
    ),  # two roles
    "钟毓秀": ("/canned-reasons", "/cases", "/administration/substitutes", "/administration/units/own", "/figures"),
    "段红梅": (
        "/figures",
        "/figures/people",
        "/canned-reasons",
        "/administration/units",
        "/administration/units?q=ths",
        "/administration/units/new",
        "/administration/unit-requests?all=yes",
        "/administration/unit-imports",
    ),  # the administrator of units below
    "宋怀瑾": (  # the auditor
        "/help/system-administrators",
        "/administration/audit",
        "/administration/audit?result=refused&last=x",
    ),
    "周启航": (  # neither a record nor cases
        "/notices",
        "/cases",
        "/administration/people",
        "/administration/people?q=z&active=true",
        "/administration/people/new",
        "/administration/account-mergers?all=yes",
        "/administration/account-mergers/new",
        "/administration/windows",
        "/administration/windows/new",
        "/administration/chains",
        "/administration/messages",
        "/administration/messages?dead=true&older=x",
        "/administration/comparisons",
        "/administration/partners",
        "/administration/partners/new",
        "/administration/deliveries",
        "/administration/deliveries?status=shared&older=15&reason=x",
        "/administration/code-lists",
        "/administration/code-lists/degree",
        "/administration/notices",
        "/administration/notices/new?unit=",
    ),
    "梁静怡": (
        "/administration/grants",
        "/administration/grants?q=马",
        "/administration/grants/units",
        "/administration/password-policy",
    ),
}


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "nobody")
def test_every_page_is_light_and_can_be_read_and_used_by_everybody(new_page: NewPage, stack: Stack, name: str) -> None:
    page = new_page(name)
    page.add_init_script(SHIFTS)
    for address in PAGES[name]:
        with _answers(page) as answers:
            page.goto(address)
            moved = _moved(page)
            _can_be_read_and_used(page, address)
            _says_where_one_is(page, address)
            assert _foreign_words(page) == [], address

        assert not moved or not _moved_each_time(page, address), (address, moved)
        assert {answer.url.startswith(stack.url) for answer in answers} == {True}, address
        assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) < MOST_BYTES, address


def test_a_case_can_be_read_and_used_by_everybody(new_page: NewPage) -> None:
    page = new_page("祁连雪")
    for kind in ("record", "change"):
        page.goto(f"/cases?status=all&kind={kind}")
        page.locator(".case-table a").first.click()

        _can_be_read_and_used(page, kind)


@contextmanager
def _answers(page: Page) -> Iterator[list[Response]]:
    """Everything that a page asks for in the meantime."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    yield answers
    page.remove_listener("response", note)


def _foreign_words(page: Page) -> list[str]:
    """What stands on the page, or is read out, in letters that nobody put there for people."""
    texts: list[str] = page.evaluate(WORDS)
    return sorted({text.strip() for text in texts if re.search(r"[A-Za-z]{2}", IN_LATIN_LETTERS.sub("", text))})


def _can_be_read_and_used(page: Page, address: str) -> None:
    """By people at a desk, and by people with a phone."""
    for size in SIZES:
        page.set_viewport_size(size)
        accessible(page, colours=size == SIZES[0])
        assert size["width"] > FOLDS_BELOW or page.evaluate(steps.UNFOLDED) == [], address
        assert page.locator("h1").count() == 1, address
    page.set_viewport_size(TWICE_AS_LARGE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide at 200 %"
    assert page.evaluate(KEYBOARD) == [], address
    page.emulate_media(media="print")
    assert page.locator(NOT_ON_PAPER).filter(visible=True).count() == 0, address
    page.emulate_media(media="screen")
    page.set_viewport_size(SIZES[0])


def _moved(page: Page) -> list[str]:
    """What moved away while the page came and its scripts ran."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(AFTER_A_FRAME)
    return found


def _moved_each_time(page: Page, address: str) -> bool:
    """Whether something moves whenever the page is opened, not only once, when it happened to arrive in pieces."""
    return all(page.goto(address) and _moved(page) for _ in range(3))


def _says_where_one_is(page: Page, address: str) -> None:
    """The menu marks one line: the page's own, or the one that leads there."""
    here = page.locator(".side-menu [aria-current]").count()
    assert here == 1 or not page.locator(".side-menu").count() or page.locator(".error-page").count(), address
