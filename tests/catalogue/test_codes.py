"""The code lists: complete, from the standards, and versioned."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from msgspec import structs

from shared.catalogue import (
    CODE_LISTS,
    SECTIONS,
    CatalogueContext,
    Code,
    CodeList,
    Field,
    FieldType,
    Severity,
    check_entry,
    check_record,
    check_value,
    display,
)
from shared.catalogue.codes.countries import COUNTRIES_FILE, LANGUAGES_FILE
from shared.catalogue.codes.divisions import DIVISIONS_FILE
from shared.catalogue.codes.making import countries, divisions
from shared.catalogue.codes.titles import SERIES_OF
from tests.catalogue.conftest import work
from tests.catalogue.strategies import TODAY


@pytest.mark.parametrize(
    ("name", "entries"), [("sex", 4), ("ethnicity", 58), ("political_status", 13), ("education", 40), ("degree", 56)]
)
def test_a_list_has_as_many_codes_as_its_standard(name: str, entries: int) -> None:
    assert len([code for code in CODE_LISTS[name].entries if not code.extension]) == entries


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=CODE_LISTS)
def test_every_code_is_there_once_with_a_name(codes: CodeList) -> None:
    assert len({entry.code for entry in codes.entries}) == len(codes.entries)
    assert all(entry.name.strip() == entry.name != "" for entry in codes.entries)
    assert codes.standard
    assert codes.choices(TODAY)


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=CODE_LISTS)
def test_the_choices_of_a_group_stand_together(codes: CodeList) -> None:
    groups = [entry.group for entry in codes.choices(TODAY)]
    changes = [group for group, before in zip(groups, [None, *groups], strict=False) if group != before]

    assert len(changes) == len(set(changes))


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("ethnicity", "11", "满族"),
        ("ethnicity", "56", "基诺族"),
        ("education", "21", "大学本科毕业"),
        ("degree", "408", "工学学士学位"),
        ("degree", "350", "口腔医学硕士专业学位"),
        ("degree", "0", "无"),
        ("division", "130102", "河北省石家庄市长安区"),
        ("division", "130505", "河北省邢台市任泽区"),
        ("division", "133100", "河北省雄安新区"),
        ("division", "110000", "北京市"),
        ("division", "110105", "北京市朝阳区"),
        ("division", "330113", "浙江省杭州市临平区"),
        ("division", "469001", "海南省五指山市"),
        ("division", "540581", "西藏自治区山南市错那市"),
        ("division", "659012", "新疆维吾尔自治区白杨市"),
        ("country", "CHN", "中国"),
        ("country", "TWN", "中国台湾"),
        ("country", "USA", "美国"),
    ],
)
def test_codes_have_the_names_people_know(name: str, code: str, word: str) -> None:
    assert CODE_LISTS[name].name_of(code) == word


def test_the_whole_country_goes_down_to_the_county() -> None:
    chosen = [entry.code for entry in CODE_LISTS["division"].choices(TODAY)]

    assert len([code for code in chosen if code.endswith("0000")]) == 34
    assert len([code for code in chosen if code.startswith("13") and not code.endswith("00")]) == 167
    assert 2800 < len([code for code in chosen if not code.endswith("00")]) < 2900


def test_where_a_person_comes_from_is_told_to_the_county_wherever_there_are_counties() -> None:
    """Four cities without counties, Xiong'an, and what the standard does not divide."""
    wide = {entry.name for entry in CODE_LISTS["county"].choices(TODAY) if entry.code.endswith("00")}

    assert {name[-4:] for name in wide} == {
        "雄安新区", "省东莞市", "省中山市", "省儋州市", "嘉峪关市", "台湾省", "别行政区",
    }  # fmt: skip


def test_a_place_too_wide_is_refused_and_stays_where_it_was_taken_before() -> None:
    context = CatalogueContext(today=TODAY)

    for code in ("130000", "130100", "110100"):
        (problem,) = check_entry("basic_info", {"native_place": code}, context=context).errors
        assert problem.code == "too_wide"
        kept = check_entry("basic_info", {"native_place": code}, context=context, stored={"native_place": code})
        assert (kept.data, [one.code for one in kept.warnings]) == ({"native_place": code}, ["too_wide"])


@pytest.mark.parametrize(
    ("name", "source", "file", "lines"),
    [
        ("division", "python-stdnum", DIVISIONS_FILE, divisions.lines),
        ("country", "pycountry", COUNTRIES_FILE, countries.countries),
        ("language", "pycountry", LANGUAGES_FILE, countries.languages),
    ],
)
def test_data_of_a_package_names_its_source_and_is_what_make_codes_would_write(
    name: str, source: str, file: Path, lines: Callable[[], Iterator[str]]
) -> None:
    assert CODE_LISTS[name].source == f"{source} {version(source)}"
    assert file.read_text() == "".join(lines())


def test_our_own_codes_among_the_divisions_say_so() -> None:
    assert [entry.code for entry in CODE_LISTS["division"].entries if entry.extension] == ["133100"]


def test_what_the_province_leads_directly_has_a_group_of_its_own() -> None:
    direct = {entry.name for entry in CODE_LISTS["division"].choices(TODAY) if entry.group == "省直管"}

    assert direct == {"河北省辛集市", "河北省定州市", "河北省雄安新区"}


def test_a_retired_code_is_shown_and_cannot_be_chosen() -> None:
    divisions, field = CODE_LISTS["division"], Field("region", "所在地", FieldType.CODE, codes="division")
    context = CatalogueContext(today=TODAY)

    assert display(field, "130225") == "河北省唐山市乐亭县"
    assert display(field, "130221") == "河北省唐山市丰润县"
    assert "130221" not in {code.code for code in divisions.choices(TODAY)}
    assert "130221" in {code.code for code in divisions.choices(date(2000, 1, 1))}
    (problem,) = check_value("work_experience", "region", "130221", context=context).errors
    assert problem.code == "retired"
    assert "丰润县" in problem.message


def test_a_title_tells_its_series_and_its_level() -> None:
    part = SECTIONS["title_qualification"]

    assert part.implied(part.by_key["title_code"], "082") == {"series": "05", "level": "2"}
    assert part.implied(part.by_key["series"], "05") == {}
    assert set(SERIES_OF.values()) == {one.code for one in CODE_LISTS["title_series"].entries}


def test_an_entry_keeps_a_code_that_was_retired_since_and_takes_no_other_retired_one() -> None:
    context, stored = CatalogueContext(today=TODAY), {"region": "130221"}

    kept = check_entry("work_experience", {"region": "130221"}, context=context, stored=stored)
    assert (kept.data, kept.errors) == (stored, [])
    assert [(problem.field, problem.code) for problem in kept.warnings] == [("region", "retired")]
    for before in ({}, {"region": "130225"}, {"region": None}):
        refused = check_entry("work_experience", {"region": "130221"}, context=context, stored=before)
        assert (refused.data, [problem.code for problem in refused.errors]) == ({}, ["retired"])


def test_of_several_codes_only_a_newly_chosen_retired_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tuple(structs.replace(code, valid_to=date(2025, 12, 31)) for code in CODE_LISTS["indexing"].entries[:2])
    codes = replace(CODE_LISTS["indexing"], entries=gone + CODE_LISTS["indexing"].entries[2:])
    monkeypatch.setitem(CODE_LISTS._now, "indexing", codes)
    context = CatalogueContext(today=TODAY)

    assert check_entry("paper", {"indexing": ["01", "04"]}, context=context, stored={"indexing": ["01"]}).errors == []
    (problem,) = check_entry("paper", {"indexing": ["01", "02"]}, context=context, stored={"indexing": ["01"]}).errors
    assert problem.message == "收录情况：「SSCI」已停用，请从列表中另选。"


def test_a_retired_code_does_not_hold_up_the_submission_of_the_record() -> None:
    record = {"work_experience": [work("2002-07", region="130221")]}

    found = [one for one in check_record(record, context=CatalogueContext(today=TODAY)) if one.code == "retired"]
    assert [(one.field, one.severity) for one in found] == [("region", Severity.WARNING)]


def test_a_code_can_be_chosen_on_its_first_and_its_last_day() -> None:
    code = Code(code="1", name="某", valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))

    assert [
        code.in_force(day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ] == [False, True, True, False]


def test_a_code_that_never_was_is_shown_as_it_is() -> None:
    assert CODE_LISTS["sex"].name_of("7") == "7"
    assert CODE_LISTS["sex"].find("7") is None
