"""What people see of a value, and of two versions of an entry."""

import pytest

from shared.catalogue import SECTIONS, UnknownSection, compare, display, section, summary
from tests.catalogue.conftest import FILE, education, work


def shown(section_key: str, field: str, value: object, *, unmask: bool = False) -> str:
    """The value of this field in words."""
    return display(SECTIONS[section_key].by_key[field], value, unmask=unmask)


@pytest.mark.parametrize(
    ("part", "field", "value", "words"),
    [
        ("basic_info", "sex", "2", "女"),
        ("basic_info", "birth_date", "1980-03-05", "1980年3月5日"),
        ("education", "end_month", "2002-07", "2002年7月"),
        ("education", "is_first", True, "是"),
        ("education", "is_first", False, "否"),
        ("education", "proof", [FILE, {**FILE, "name": "学位证书.jpg"}], "毕业证书.pdf、学位证书.jpg"),
        ("education", "schooling_years", "2.5", "2.5 年"),
        ("education", "department", None, ""),
        ("work_experience", "end_month", None, "至今"),
    ],
)
def test_values_are_shown_in_words(part: str, field: str, value: object, words: str) -> None:
    assert shown(part, field, value) == words


def test_sensitive_values_are_masked_unless_asked_for() -> None:
    assert shown("basic_info", "id_number", "110101194912310021") == "1101**********0021"
    assert shown("basic_info", "mobile", "13812345678") == "138****5678"
    assert shown("basic_info", "id_number", "E12345678") == "E*******8"
    assert shown("basic_info", "mobile", "13812345678", unmask=True) == "13812345678"


def test_a_comparison_marks_what_changed_and_keeps_the_rest() -> None:
    old, new = education(), education(school="河北农业大学", department="城建学院", edu_cert_no=None)

    changed = {found.key: (found.old_text, found.new_text) for found in compare("education", old, new) if found.changed}

    assert changed == {
        "school": ("河北大学", "河北农业大学"),
        "department": ("", "城建学院"),
        "edu_cert_no": ("100751200205000001", ""),
    }


def test_missing_and_empty_are_no_difference() -> None:
    assert not any(
        found.changed for found in compare("work_experience", work("2002-07", department=""), work("2002-07"))
    )


def test_an_added_and_a_deleted_entry_stand_beside_nothing() -> None:
    added = {found.key: found for found in compare("work_experience", None, work("2002-07", "2010-06"))}
    deleted = {found.key: found for found in compare("work_experience", work("2002-07", "2010-06"), None)}

    assert (added["end_month"].old_text, added["end_month"].new_text) == ("", "2010年6月")
    assert (deleted["end_month"].old_text, deleted["end_month"].new_text) == ("2010年6月", "")
    assert all(found.changed for found in (*added.values(), *deleted.values()))


def test_a_job_that_ended_is_compared_with_until_today() -> None:
    (end,) = [
        found for found in compare("work_experience", work("2002-07"), work("2002-07", "2010-06")) if found.changed
    ]

    assert (end.old_text, end.new_text) == ("至今", "2010年6月")


def test_a_sensitive_change_is_seen_though_both_sides_are_masked() -> None:
    (mobile,) = compare("basic_info", {"mobile": "13811115678"}, {"mobile": "13822225678"})

    assert (mobile.old_text, mobile.new_text, mobile.changed) == ("138****5678", "138****5678", True)


def test_an_entry_has_one_line_that_tells_it_from_others() -> None:
    assert summary("education", education()) == "河北大学 · 土木工程 · 大学本科毕业 · 2002年7月"
    assert (
        summary("work_experience", work("2002-07", duty="工程师")) == "石家庄市建筑设计院 · 工程师 · 2002年7月 · 至今"
    )


def test_an_unknown_section_is_named() -> None:
    with pytest.raises(UnknownSection, match="没有「horoscope」这个项目"):
        section("horoscope")
