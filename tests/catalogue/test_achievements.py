"""Titles, assessments, training and works: the rules of the sections beyond a person's course of life."""

from typing import Any

import pytest

from shared.catalogue import CODE_LISTS, CatalogueContext, check_record
from tests.catalogue.conftest import found
from tests.catalogue.strategies import TODAY

NOBODY = CatalogueContext(today=TODAY, name="王伟")


def told(section: str, *entries: dict[str, Any]) -> set[tuple[int | None, str | None, str]]:
    """Place and code of everything said of these entries of a section, missing values aside."""
    problems = check_record({section: entries}, context=NOBODY)
    return {
        (each.entry, each.field, each.code) for each in problems if each.section == section and each.code != "missing"
    }


def title(code: str, series: str, level: str, *, current: bool = True) -> dict[str, Any]:
    """A title as far as the rules look at it."""
    return {"title_code": code, "series": series, "level": level, "is_current": current}


def test_the_standard_has_235_titles_and_the_reform_gave_each_series_a_senior_level() -> None:
    titles = CODE_LISTS["title"].choices(TODAY)

    assert len([code for code in titles if not code.extension]) == 235
    assert {"正高级工程师", "正高级会计师", "正高级教师"} <= {code.name for code in titles if code.extension}


def test_series_and_level_are_those_of_the_title() -> None:
    assert told("title_qualification", title("082", "05", "2")) == set()
    assert told("title_qualification", title("082", "06", "3")) == {
        (0, "series", "differs_from_title"),
        (0, "level", "differs_from_title"),
    }


def test_the_current_title_has_no_higher_one_of_its_series_beside_it() -> None:
    junior, senior = title("083", "05", "3"), title("082", "05", "2", current=False)

    assert told("title_qualification", junior, senior) == {(0, "is_current", "not_highest")}
    assert told("title_qualification", junior, title("122", "19", "2", current=False)) == set()


def test_a_year_is_assessed_once_and_when_it_is_over() -> None:
    year = TODAY.year

    assert (0, "year", "not_over") in told("annual_assessment", {"year": year})
    assert (1, "year", "duplicate") in told("annual_assessment", {"year": year - 1}, {"year": year - 1})


def test_five_years_of_assessment_in_a_row_or_a_warning() -> None:
    years = [{"year": TODAY.year - back} for back in (1, 2, 3, 4, 5)]

    assert told("annual_assessment", *years) == set()
    assert told("annual_assessment", *years[:2], *years[3:]) == {(0, "year", "years_missing")}


def test_a_year_with_too_few_hours_of_training_is_told_in_all_and_by_kind() -> None:
    common, special = {"year": 2025, "kind": "01", "hours": "30"}, {"year": 2025, "kind": "02", "hours": "60"}

    assert told("continuing_education", common, special) == set()
    assert told("continuing_education", common) == {(0, "hours", "too_few_hours")}


@pytest.mark.parametrize(
    ("section", "entry", "code"),
    [
        ("paper", {"issn": "1000-6868"}, "invalid_check_digit"),
        ("paper", {"doi": "doi:10.1/x"}, "invalid_format"),
        ("paper", {"cn_no": "1931/TU"}, "invalid_format"),
        ("paper", {"author_rank": 3, "author_total": 2}, "too_small"),
        ("book", {"isbn": "978-7-112-14567-5"}, "invalid_check_digit"),
        ("book", {"own_words": "12.5", "total_words": "12"}, "too_small"),
        ("research_project", {"rank": 2, "rank_total": 1}, "too_small"),
        ("patent", {"kind": "01", "number": "ZL201810000001"}, "invalid_format"),
        ("patent", {"kind": "01", "number": "ZL200510007563.0"}, "invalid_check_digit"),
        ("certificate", {"issue_date": "2020-01-02", "expiry_date": "2020-01-01"}, "before"),
    ],
)
def test_a_number_that_cannot_be_is_refused(section: str, entry: dict[str, Any], code: str) -> None:
    assert f"error {list(entry)[-1]} {code}" in found(section, entry, NOBODY)


@pytest.mark.parametrize(
    "number", ["ZL85100001.0", "85100001.0", "ZL 200310102344.5", "200310102344.5", "2003101023445"]
)
def test_a_patent_number_is_known_by_its_check_digit(number: str) -> None:
    assert found("patent", {"kind": "02", "number": number}, NOBODY) == set()


def test_other_rights_have_numbers_of_other_forms() -> None:
    assert found("patent", {"kind": "04", "number": "2021SR0123456"}, NOBODY) == set()


def test_at_most_five_papers_represent_a_person() -> None:
    papers = [{"is_representative": True, "title": str(number)} for number in range(6)]

    assert told("paper", *papers[:5]) == set()
    assert told("paper", *papers) == {(5, "is_representative", "too_many_chosen")}


def test_a_finished_project_has_an_end_and_a_foreign_language_a_name() -> None:
    assert "error end_month missing" in found("research_project", {"is_finished": True}, NOBODY, complete=True)
    assert "error end_month missing" not in found("research_project", {"is_finished": False}, NOBODY, complete=True)
    assert "error language missing" in found("certificate", {"kind": "03"}, NOBODY, complete=True)


def test_the_name_of_a_certificate_is_not_filled_with_the_name_of_the_person() -> None:
    assert "error name missing" in found("certificate", {"kind": "01"}, NOBODY, complete=True)


def test_an_appointment_before_the_title_is_told() -> None:
    record = {
        "title_qualification": [title("083", "05", "3") | {"obtained_date": "2010-12-01"}],
        "title_appointment": [{"title_code": "083", "start_date": day} for day in ("2010-11-30", "2010-12-01")],
    }
    problems = check_record(record, context=NOBODY)

    assert [each.entry for each in problems if each.code == "before_title"] == [0]
