"""People with other documents than the resident card: their numbers are judged and their form is in their words."""

from typing import Any

import pytest
from stdnum.cn import ric

from shared.catalogue import CatalogueContext, asked_for, check_entry, check_record, check_value, section, suited
from tests.catalogue.conftest import basic_info, found
from tests.catalogue.strategies import TODAY


def numbered(body: str) -> str:
    """Seventeen digits with their check digit."""
    return body + ric.calc_check_digit(body + "0")


def holder(id_type: str, number: str = "E12345678") -> CatalogueContext:
    return CatalogueContext(today=TODAY, name="Elena Petrova", id_type=id_type, id_number=number)


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        ("02", "E12345678"),
        ("02", "750123456"),
        ("03", "H01234567"),
        ("03", "M0123456700"),
        ("04", "01234567"),
        ("05", numbered("81000019800305002")),
        ("06", "USA110100010101"),
        ("06", numbered("91115619800305002")),
        ("07", "军字第1234567号"),
    ],
)
def test_the_number_of_each_document_is_taken_in_its_form(id_type: str, number: str) -> None:
    assert check_value("basic_info", "id_number", number, context=holder(id_type)).errors == []


@pytest.mark.parametrize(
    ("id_type", "number", "said"),
    [
        ("02", "护照123", "护照号码"),
        ("03", "A01234567", "H 或 M"),
        ("04", "1234567", "台湾居民"),
        ("05", numbered("13010219800305002"), "810000"),
        ("05", "810000198003050021", "校验"),
        ("06", "911156198013050021", "不是存在的日期"),
        ("06", numbered("91115619800305002")[:-1] + "Z", "永久居留"),
        ("07", "1", "军官证"),
    ],
)
def test_a_wrong_number_is_told_in_the_words_of_its_document(id_type: str, number: str, said: str) -> None:
    (problem,) = check_value("basic_info", "id_number", number, context=holder(id_type)).errors

    assert (problem.code, said in problem.message) == ("invalid_id_number", True)


@pytest.mark.parametrize(
    ("id_type", "label"),
    [("01", "身份证正反面"), ("02", "护照资料页"), ("03", "港澳居民来往内地通行证正反面"), ("99", "证件扫描件")],
)
def test_the_form_names_the_document_that_the_person_has(id_type: str, label: str) -> None:
    part = suited(section("basic_info"), {"id_type": id_type})
    record: dict[str, list[dict[str, Any]]] = {"basic_info": [{}]}

    assert part.by_key["id_scan"].label == label
    (missing,) = [one for one in check_record(record, context=holder(id_type)) if one.field == "id_scan"]
    assert missing.message == f"{label}：必须上传，现在是空的。"


@pytest.mark.parametrize(
    ("id_type", "needed", "asked"),
    [
        ("01", {"ethnicity", "political_status"}, False),
        ("02", {"nationality"}, True),
        ("03", {"ethnicity"}, False),
        ("05", {"ethnicity"}, False),
        ("06", {"nationality"}, True),
        ("99", {"ethnicity", "political_status"}, False),
    ],
)
def test_what_is_required_depends_on_the_document(id_type: str, needed: set[str], asked: bool) -> None:
    facts = {"id_type": id_type}
    part = asked_for(section("basic_info"), facts)
    sometimes = {"nationality", "ethnicity", "political_status"}

    assert {one.key for one in part.fields if one.required} & sometimes == needed
    assert ("nationality" in part.by_key) == asked
    empty = check_record({"basic_info": [{}]}, context=holder(id_type))
    assert {one.field for one in empty if one.section == "basic_info" and one.code == "missing"} & sometimes == needed


def test_a_foreigner_needs_no_ethnicity_and_no_party() -> None:
    entry = basic_info(ethnicity=None, political_status=None, nationality="RUS")

    assert found("basic_info", entry, holder("02"), complete=True) == set()


def test_birth_and_sex_are_compared_with_every_number_that_tells_them() -> None:
    entry = {"birth_date": "1981-03-05", "sex": "1"}
    for id_type, place in (("01", "130102"), ("05", "810000"), ("06", "911156")):
        person = holder(id_type, numbered(f"{place}19800305002"))
        assert found("basic_info", entry, person) == {
            "error birth_date differs_from_id_number",
            "warning sex differs_from_id_number",
        }
    assert found("basic_info", entry, holder("02", "E12345678")) == set()


def test_a_nationality_is_not_asked_of_residents_and_harms_nothing() -> None:
    told = check_entry("basic_info", {"nationality": "RUS"}, context=holder("01", "130102198003050024"))

    assert (told.errors, [one.code for one in told.warnings]) == ([], ["not_applicable"])


def test_a_section_is_suited_once_for_everybody_with_the_same_document() -> None:
    part = section("basic_info")

    assert asked_for(part, {"id_type": "02", "name": "Elena"}) is asked_for(part, {"id_type": "02", "name": "Anna"})
    assert asked_for(part, {"id_type": "02"}) is not asked_for(part, {"id_type": "01"})
