"""What axe, the checker of the accessibility guidelines (WCAG 2.2, <https://github.com/dequelabs/axe-core>), says."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)"


def accessible(page: Page) -> None:
    """Axe finds nothing wrong with the page as it stands, and nothing is wider than the screen."""
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def faults(page: Page) -> list[str]:
    """What axe finds wrong: rule and place. A page is given the checker once; all that is right is not told."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{one['id']}: {node['html'][:200]}" for one in page.evaluate(RUN) for node in one["nodes"]]
