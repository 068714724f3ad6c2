"""What axe, the checker of the accessibility guidelines (WCAG 2.2, <https://github.com/dequelabs/axe-core>), says."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = """(colours) => axe
  .run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: colours } } })
  .then(({ violations }) => violations)"""


def accessible(page: Page, *, colours: bool = True) -> None:
    """Axe finds nothing wrong with the page as it stands, and nothing is wider than the screen.

    Its colours take more than half of the time: a page that was looked at in another size has the same.
    """
    assert faults(page, colours=colours) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def faults(page: Page, *, colours: bool) -> list[str]:
    """What axe finds wrong: rule and place. A page is given the checker once; all that is right is not told."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, colours)
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
