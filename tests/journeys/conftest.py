"""The whole system, running, and a real browser in front of it."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from tests.journeys.steps import sign_in
from tests.own_stack import Stack, own_stack

NewPage = Callable[..., Page]
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
RUNNING = "RUNNING_STACK"  # a file that describes a system that somebody else has started (`make cluster`)
expect.set_options(timeout=PATIENCE_MS)


def launched(playwright: Playwright) -> Browser:
    """The Chromium that `make test` has found, or the system's, in the order of `stack/setup/browser.sh`."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Everything that `zhicheng up` starts, with demo data, for this run alone; or what runs already."""
    if RUNNING in os.environ:
        yield Stack(**json.loads(Path(os.environ[RUNNING]).read_text()))
        return
    with own_stack() as stack:
        yield stack


@pytest.fixture(scope="package")  # while it lives, nothing else in this process can run an event loop
def chromium() -> Iterator[Browser]:
    """One for all journeys."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, stack: Stack) -> Iterator[NewPage]:
    """Makes pages of people who know nothing of each other: each has its own cookies."""
    contexts = []

    def make(name: str = "", **options: Any) -> Page:
        size: ViewportSize = {"width": 1280, "height": 1024}
        usual = {"base_url": stack.url, "locale": "zh-CN", "viewport": size, "reduced_motion": "reduce"}
        usual["ignore_https_errors"] = RUNNING in os.environ  # its certificate is its own
        context = chromium.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        if name:
            sign_in(page, stack.of(name))
            page.wait_for_url(lambda address: not address.endswith("/login") and "/login?" not in address)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A photo, and a document as PDF."""
    photo, document = tmp_path / "证件照.png", tmp_path / "证明材料.pdf"
    image = io.BytesIO()
    Image.new("RGB", (590, 826), (120, 150, 190)).save(image, "PNG")
    photo.write_bytes(image.getvalue())
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(document)
    return {"photo": photo, "document": document}
