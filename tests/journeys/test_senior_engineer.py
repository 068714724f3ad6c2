"""Thirty years of work: everything that a record can hold is filled in, in the browser, and handed in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared.catalogue import SECTIONS
from tests.journeys import senior_engineer, steps
from tests.journeys.conftest import NewPage
from tests.journeys.filling import fill, open_form

pytestmark = pytest.mark.browser

NEWEST = {
    "annual_assessment": 5,  # years of which one is asked why it is missing
    **dict.fromkeys(("title_qualification", "title_appointment"), 3),
    "continuing_education": 2,
    **dict.fromkeys(("certificate", "paper", "research_project", "award", "patent"), 1),
}
"""How many of a section's newest entries a short run fills in: the others are forms like them, over and over."""


@pytest.mark.parametrize("newest", [NEWEST, pytest.param({}, marks=pytest.mark.long)], ids=["short", "whole"])
def test_all_seventeen_sections_of_a_long_working_life_are_filled_in(
    new_page: NewPage, papers: dict[str, Path], newest: dict[str, int]
) -> None:
    page = new_page(senior_engineer.NAME)
    record = {key: entries[-newest.get(key, 0) :] for key, entries in senior_engineer.record().items()}
    assert set(record) == set(SECTIONS)
    for key, entries in record.items():
        for entry in entries:
            form = open_form(page, SECTIONS[key])
            fill(form, SECTIONS[key], entry, papers)
            steps.save(form)
            steps.told(page, f"{SECTIONS[key].title}已保存")

    steps.menu(page, "个人基本信息")
    for key, entries in record.items():
        if SECTIONS[key].many:
            expect(page.locator(f"#section-{key} .section-count")).to_have_text(f"{len(entries)} 条")
    assert page.locator(".completeness li").all_text_contents() == []  # neither missing nor doubtful
    proofs = sum(page.locator(f"#section-{key} .facts a").count() for key in SECTIONS)
    assert proofs >= sum(map(len, record.values())) / 3
    steps.submit(page)
