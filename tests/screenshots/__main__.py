"""Takes all pictures of the guide anew, from a system of its own with the demo: `make screenshots`."""

import io
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import PATIENCE_MS, launched
from tests.journeys.steps import sign_in
from tests.own_stack import Stack, own_stack
from tests.screenshots.scenes import SCENES, Scene

PICTURES = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
WIDTH = 1120
COLOURS = 64
# The same on every day: what is shown of when something happened does not tell anything here.
SAME_TIMES = """() => document.querySelectorAll("time").forEach((one) => {
  one.textContent = one.textContent.replace(/\\d{4}-\\d\\d-\\d\\d/, "2026-03-16").replace(/\\d\\d:\\d\\d/, "09:30");
})"""

TO_THE_TOP = "(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - (one === document.body ? 0 : 16))"


def take(page: Page, scene: Scene) -> None:
    """Go there, do what is to be done, and keep what is to be seen."""
    page.set_viewport_size({"width": WIDTH, "height": scene.height})
    page.goto(scene.address)
    scene.act(page)
    page.locator(scene.look_at or "body").first.evaluate(TO_THE_TOP)
    page.evaluate(SAME_TIMES)
    keep(page.screenshot(animations="disabled", caret="hide"), PICTURES / f"{scene.name}.webp")


def keep(screenshot: bytes, path: Path) -> None:
    """In few colours and without loss: text stays sharp and the file small."""
    with Image.open(io.BytesIO(screenshot)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.convert("RGB").save(path, "WEBP", lossless=True, quality=100, method=6)


def take_all(browser: Browser, stack: Stack) -> None:
    """Person by person, each with a browser of their own."""
    for person, scenes in groupby(sorted(SCENES, key=lambda scene: scene.person), key=lambda scene: scene.person):
        with browser.new_context(base_url=stack.url, locale="zh-CN", reduced_motion="reduce") as context:
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            if person:
                sign_in(page, stack.of(person))
                page.wait_for_url(lambda address: "/login" not in address)
            for scene in scenes:
                take(page, scene)


def main() -> None:
    """Take all of them; pictures that no scene makes any more go."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    with own_stack() as stack, sync_playwright() as playwright:
        browser = launched(playwright)
        take_all(browser, stack)
        browser.close()


if __name__ == "__main__":
    main()
