"""The printed form: all that was filled in stands on it, however much, however rare, however long."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from services.profile.printing.form import TEMPLATE, Printed, form_of
from shared.catalogue import SECTIONS, CatalogueContext, display
from shared.printing import fonts
from shared.printing.typeset import typeset
from tests.catalogue.strategies import records
from tests.profile.printed import pages_of, scanned, squeezed, text_of

Sections = dict[str, list[dict[str, Any]]]
CODE = "0123456789abcdef" * 2


def printed(sections: Sections, **said: Any) -> Printed:
    usual: dict[str, Any] = {
        "content": {
            "person": {"unit_name": "石家庄市第一医院"},
            "sections": {key: [{"data": entry} for entry in entries] for key, entries in sections.items()},
        },
        "status": "经审核通过",
        "version": "第3版",
        "number": "20261125-3F9A21C0",
        "code": CODE,
        "at": datetime(2026, 11, 25, 2, tzinfo=UTC),
    }
    return Printed(**usual | said)


def pdf_of(sections: Sections, **said: Any) -> bytes:
    return typeset(form_of(printed(sections, **said)), TEMPLATE)


def draft_of(sections: Sections) -> bytes:
    return pdf_of(sections, draft=True, version="草稿", code="", number="")


def jobs(number: int, **values: Any) -> Sections:
    return {
        "work_experience": [
            {"unit_name": f"第{place}工程局", "duty": "工程师", "start_month": "2001-01", "tech_work": "隧道设计"}
            | values
            for place in range(1, number + 1)
        ]
    }


def stands_on(pages: list[str], words: str) -> bool:
    """Whether the words are there whole, or begin on one page and go on on the next: a long entry is cut anywhere."""
    return words in "".join(pages) or any(
        words[:cut] in page and words[cut:] in following
        for page, following in pairwise(pages)
        for cut in range(1, len(words))
    )


@settings(max_examples=8)
@given(records())
def test_every_value_that_is_filled_in_stands_on_the_form(made: tuple[Sections, CatalogueContext]) -> None:
    sections, person = made
    sections["basic_info"][0].update(name=person.name, id_type=person.id_type)

    pages = pages_of(draft_of(sections))

    for key, entries in sections.items():
        for entry in entries:
            for field, value in entry.items():
                assert stands_on(pages, squeezed(display(SECTIONS[key].by_key[field], value))), field


def test_sixty_entries_go_over_pages_whole_and_below_a_repeated_header() -> None:
    pages = pages_of(pdf_of(jobs(60, tech_work="隧道与地下工程设计" * 8)))

    assert len(pages) > 4
    filled = [page for page in pages if "工程局" in page]
    for page in filled:
        assert "序号单位职务起始时间结束时间" in page
        assert len(re.findall("第[0-9]+工程局", page)) == page.count("从事何种专业技术工作："), "an entry is cut"
    assert [int(number) for number in re.findall("第([0-9]+)工程局", "".join(filled))] == list(range(1, 61))


def test_an_entry_longer_than_a_page_is_cut_and_not_lost() -> None:
    long = "".join(f"第{number}段，岩土工程勘察与设计。" for number in range(400))

    text = text_of(pdf_of({"research_project": [{"name": "引黄工程", "summary": long}]}))

    text = re.sub("编号20261125-3F9A21C0第3版.*?共[0-9]+页(序号项目名称本人角色开始时间结束时间)?", "", text)
    assert [int(number) for number in re.findall("第([0-9]+)段", text)] == list(range(400))


def test_every_page_says_which_it_is_of_how_many_and_to_what_it_belongs() -> None:
    pages = pages_of(pdf_of(jobs(60)))

    for number, page in enumerate(pages, 1):
        assert f"第{number}页／共{len(pages)}页" in page
        assert f"编号20261125-3F9A21C0第3版验证码{CODE}" in page


def test_an_empty_record_prints_and_says_of_every_section_that_nothing_is_there() -> None:
    text = text_of(pdf_of({}))

    for section in SECTIONS.values():
        assert f"、{squeezed(section.title)}无" in text


def test_characters_outside_the_basic_plane_are_printed() -> None:
    text = text_of(pdf_of({"basic_info": [{"name": "𠮷㐂𬭎"}]}))

    assert "𠮷㐂𬭎" in text
    assert fonts.UNKNOWN + "（" not in text


@pytest.mark.skipif(fonts.rare_font() is None, reason="this machine could not get the font of rare characters")
def test_what_the_first_font_lacks_is_taken_from_the_font_of_rare_characters() -> None:
    assert "王\U0002a6a5\U0002b8ff伟" in text_of(pdf_of({"basic_info": [{"name": "王\U0002a6a5\U0002b8ff伟"}]}))


@pytest.mark.parametrize("sign", ["\U00031f00", "\ue000", "ཀ"], ids=["unassigned", "private", "tibetan"])
def test_a_character_that_no_font_has_is_shown_with_its_number(sign: str) -> None:
    text = text_of(pdf_of({"basic_info": [{"name": f"王{sign}伟"}]}))

    assert f"王〓（U+{ord(sign):04X}）伟" in text


def test_without_the_font_of_rare_characters_the_form_is_printed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "RARE_FOLDERS", ())
    fonts._glyphs.cache_clear()
    try:
        text = text_of(pdf_of({"basic_info": [{"name": "𠮷\U0002a6a5"}]}))
    finally:
        fonts._glyphs.cache_clear()

    assert "𠮷〓（U+2A6A5）" in text


@pytest.mark.parametrize("typed", ['#panic("x")', "$x$", '"; #x', "*a* _b_ `c` @d <e>", "\\", "//", "[" * 99])
def test_what_people_type_is_text_and_never_a_command(typed: str) -> None:
    assert squeezed(typed) in text_of(draft_of({"basic_info": [{"name": "王伟", "address": typed}]}))


def test_the_qr_code_leads_to_the_page_that_verifies() -> None:
    assert scanned(pdf_of({})).endswith(f"/verify/{CODE}")


def test_a_draft_is_marked_and_cannot_be_verified() -> None:
    text = text_of(draft_of({}))

    assert "草稿，未经审核" in text
    assert "核验" not in text


def test_sensitive_values_are_masked() -> None:
    text = text_of(draft_of({"basic_info": [{"id_number": "130102198003055124", "mobile": "13812345678"}]}))

    assert "1301**********5124" in text
    assert "138****5678" in text


def test_the_same_snapshot_gives_the_same_file() -> None:
    form = printed({"basic_info": [{"name": "王伟"}]})

    assert typeset(form_of(form), TEMPLATE) == typeset(form_of(replace(form)), TEMPLATE)


def test_what_no_snapshot_contains_has_no_empty_place_on_its_form() -> None:
    record = {"basic_info": [{"name": "王伟"}]}

    assert "手机号码" in text_of(draft_of(record))
    assert "手机号码" not in text_of(pdf_of(record))
