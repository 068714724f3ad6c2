"""How typed values are read: one written form, and plain words for what cannot be read."""

from datetime import date
from typing import Any

import pytest

from shared.catalogue import CatalogueContext, check_entry, check_value
from tests.catalogue.conftest import FILE, WOMAN_OF_1949
from tests.catalogue.strategies import TODAY

NOBODY = CatalogueContext(today=TODAY)


def read(section: str, field: str, value: object, context: CatalogueContext = NOBODY) -> Any:
    """The value as it is kept; fails if it is refused."""
    checked = check_value(section, field, value, context=context)
    assert checked.errors == []
    return checked.data.get(field)


def refusal(section: str, field: str, value: object, context: CatalogueContext = NOBODY) -> str:
    """The code and message of the refusal; fails if it is accepted."""
    (problem,) = check_value(section, field, value, context=context).errors
    return f"{problem.code} {problem.message}"


@pytest.mark.parametrize(
    "typed", ["河北 大学", " 河北 大学", "河北\u3000大学 ", "河北 \t 大学\n", "河\u200b北 大学", "\ufeff河北 大学"]
)
def test_stray_spaces_and_invisible_characters_make_no_second_school(typed: str) -> None:
    assert read("education", "school", typed) == "河北 大学"


def test_full_width_letters_and_digits_become_plain_ones() -> None:
    assert read("education", "edu_cert_no", "\uff21\uff22\uff23\uff11\uff12") == "ABC12"
    assert read("basic_info", "mobile", "\uff11" + "3812345678") == "13812345678"
    assert read("education", "school", "河北大学\uff08保定\uff09") == "河北大学(保定)"


def test_text_cannot_hold_what_other_computers_do_not_show() -> None:
    assert "自造字" in refusal("education", "school", "河北\ue123大学")


def test_a_nul_character_never_reaches_the_database() -> None:
    assert read("education", "school", "河北\x00大学") == "河北大学"


def test_a_text_that_is_too_long_is_told_its_length() -> None:
    assert "最多可填写 100 个字，现在是 101 个字" in refusal("education", "school", "校" * 101)


@pytest.mark.parametrize("dot", "·•・‧⋅・")
def test_every_kind_of_middle_dot_becomes_the_one(dot: str) -> None:
    assert read("basic_info", "name", f"买买提{dot}艾力") == "买买提·艾力"


@pytest.mark.parametrize(
    "name", ["张𬭎", "㛃𫘝", "王\U000e0100伟", "〇明", "John Smith", "Mary-Jane O'Neil", "Nguyễn Văn An"]
)
def test_names_as_people_have_them_are_accepted(name: str) -> None:
    assert read("basic_info", "name", name) == name


@pytest.mark.parametrize("name", ["王", "王 伟", "·王伟", "王伟·", "买买提··艾力", "王伟2", "王wei", "12", "-"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert refusal("basic_info", "name", name)


def test_a_space_in_a_chinese_name_is_answered_with_the_right_form() -> None:
    assert "应写成「王伟」" in refusal("basic_info", "name", "王 伟")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2020-03", "2020-03"),
        ("2020-3", "2020-03"),
        ("2020.3", "2020-03"),
        ("2020年3月", "2020-03"),
        ("2020/03", "2020-03"),
    ],
)
def test_a_month_may_be_typed_as_people_write_it(typed: str, kept: str) -> None:
    assert read("education", "start_month", typed) == kept


def test_a_day_that_does_not_exist_is_named() -> None:
    assert "2023 年 2 月没有 29 日" in refusal("basic_info", "birth_date", "2023-02-29")
    assert read("basic_info", "birth_date", "1980-02-29") == "1980-02-29"


def test_who_was_born_on_the_29th_of_february_grows_older_on_that_day() -> None:
    born = "2008-02-29"

    assert "15 周岁" in refusal("basic_info", "birth_date", born, CatalogueContext(today=date(2024, 2, 28)))
    assert read("basic_info", "birth_date", born, CatalogueContext(today=date(2024, 2, 29))) == born


def test_this_month_is_accepted_and_the_next_refused() -> None:
    assert read("work_experience", "start_month", "2026-11") == "2026-11"
    assert "不能晚于本月(2026-11)" in refusal("work_experience", "start_month", "2026-12")


@pytest.mark.parametrize("number", [WOMAN_OF_1949, WOMAN_OF_1949.lower(), " 110105 19491231 002x "])
def test_an_id_number_is_kept_in_one_form(number: str) -> None:
    assert read("basic_info", "id_number", number) == WOMAN_OF_1949


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110105194912310021", "校验不通过"),
        ("110105194902300021", "「19490230」不是存在的日期"),
        ("11010519491231002", "应为 18 位"),
        ("1101051949123100XX", "应为 18 位"),
        ("110105491231002", "应为 18 位"),
    ],
)
def test_a_wrong_id_number_is_told_what_is_wrong(number: str, said: str) -> None:
    assert said in refusal("basic_info", "id_number", number)


def test_the_place_in_an_id_number_is_not_judged() -> None:
    assert read("basic_info", "id_number", "999999194912310025") == "999999194912310025"


@pytest.mark.parametrize(
    ("kind", "number"),
    [("02", "E12345678"), ("03", "H01234567"), ("04", "01234567"), ("07", "军字第012345号"), ("06", "USA110001010101")],
)
def test_other_documents_have_numbers_of_their_own_form(kind: str, number: str) -> None:
    context = CatalogueContext(today=TODAY, id_type=kind)

    assert read("basic_info", "id_number", number, context) == number
    assert refusal("basic_info", "id_number", "!", context)


@pytest.mark.parametrize("typed", ["+86 138 1234 5678", "138-1234-5678", "13812345678"])
def test_a_mobile_number_is_kept_without_blanks_and_country_code(typed: str) -> None:
    assert read("basic_info", "mobile", typed) == "13812345678"


@pytest.mark.parametrize(("typed", "kept"), [("4", "4"), ("4.0", "4"), ("2.50", "2.5"), (4, "4"), (2.5, "2.5")])
def test_a_decimal_is_kept_as_text_without_needless_zeros(typed: object, kept: str) -> None:
    assert read("education", "schooling_years", typed) == kept


@pytest.mark.parametrize("typed", ["0.4", "8.5", "100"])
def test_a_number_out_of_bounds_is_told_the_bounds(typed: str) -> None:
    assert "应在 0.5 至 8 之间" in refusal("education", "schooling_years", typed)


@pytest.mark.parametrize(("typed", "kept"), [(True, True), ("true", True), (False, False), ("false", False)])
def test_yes_and_no_may_come_from_a_form_or_a_program(typed: object, kept: bool) -> None:
    assert read("education", "is_first", typed) is kept


def test_no_is_an_answer_and_not_a_missing_value() -> None:
    assert check_entry("education", {"is_first": False}, context=NOBODY).data == {"is_first": False}


@pytest.mark.parametrize("nothing", [None, "", "  ", [], "\u3000"])
def test_an_emptied_field_is_left_out(nothing: object) -> None:
    assert check_entry("education", {"school": nothing}, context=NOBODY).data == {}


def test_a_field_takes_only_so_many_files() -> None:
    other = {"id": "0d5c9b5e-58a6-4c7b-8a51-0a3a3f1a9f00", "name": "另一张.jpg"}
    assert "最多上传 1 个文件，现在是 2 个" in refusal("basic_info", "photo", [FILE, other])
    assert read("basic_info", "id_scan", [FILE, other]) == [FILE, other]


def test_the_same_file_is_not_taken_twice() -> None:
    assert "只需上传一次" in refusal("education", "proof", [FILE, FILE])
