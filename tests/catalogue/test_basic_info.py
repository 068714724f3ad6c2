"""The rules of 基本信息."""

from dataclasses import replace

import pytest

from shared.catalogue import CatalogueContext, check_entry, check_value
from tests.catalogue.conftest import basic_info, found


def test_a_complete_section_has_nothing_to_say(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(), person, complete=True) == set()


@pytest.mark.parametrize("key", ["name", "id_type", "id_number"])
def test_the_person_cannot_set_what_the_administrator_keeps(person: CatalogueContext, key: str) -> None:
    checked = check_entry("basic_info", basic_info(**{key: "01"}), context=person)

    assert [(problem.field, problem.code) for problem in checked.errors] == [(key, "locked")]
    assert key not in checked.data


def test_the_administrator_has_these_values_checked_alone(person: CatalogueContext) -> None:
    assert check_value("basic_info", "name", " 王伟 ", context=person).data == {"name": "王伟"}
    assert check_value("basic_info", "id_type", "08", context=person).errors


def test_unknown_fields_are_errors(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(blood_type="A"), person) == {"error blood_type unknown_field"}


def test_an_unknown_field_is_named_whatever_its_name(person: CatalogueContext) -> None:
    (problem,) = check_entry("basic_info", {"\ud800" * 60: 1}, context=person).errors

    assert problem.message.encode()
    assert problem.code == "unknown_field"


def test_the_birth_date_is_the_one_in_the_id_number(person: CatalogueContext) -> None:
    checked = check_entry("basic_info", {"birth_date": "1980-03-06"}, context=person)

    assert [problem.code for problem in checked.errors] == ["differs_from_id_number"]
    assert "1980-03-05" in checked.errors[0].message
    assert "birth_date" not in checked.data


def test_another_sex_than_in_the_id_number_is_only_a_warning(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(sex="1"), person) == {"warning sex differs_from_id_number"}


def test_an_odd_seventeenth_digit_is_a_mans(person: CatalogueContext) -> None:
    man = replace(person, id_number="130102198003050016")

    assert found("basic_info", basic_info(sex="1"), man) == set()
    assert found("basic_info", basic_info(sex="2"), man) == {"warning sex differs_from_id_number"}


def test_a_passport_says_nothing_about_birth_and_sex(person: CatalogueContext) -> None:
    foreigner = replace(person, id_type="02", id_number="E12345678")

    assert found("basic_info", basic_info(sex="1", birth_date="1981-01-01"), foreigner) == set()


@pytest.mark.parametrize(
    ("born", "accepted"),
    [("2010-11-23", True), ("2010-11-24", False), ("1946-11-23", True), ("1945-11-24", True), ("1945-11-23", False)],
)
def test_people_are_between_16_and_80_years_old(person: CatalogueContext, born: str, accepted: bool) -> None:
    foreigner = replace(person, id_type="02", id_number="E12345678")

    assert found("basic_info", {"birth_date": born}, foreigner) == (set() if accepted else {"error birth_date age"})


@pytest.mark.parametrize(
    ("status", "joined", "said"),
    [
        ("01", "1998-02", {"error party_join_date too_young"}),
        ("01", "1998-03", set()),
        ("03", "1994-02", {"error party_join_date too_young"}),
        ("03", "1994-03", set()),
        ("13", "2000-01", {"warning party_join_date not_applicable"}),
    ],
)
def test_a_party_is_joined_at_18_and_the_youth_league_at_14(
    person: CatalogueContext, status: str, joined: str, said: set[str]
) -> None:
    assert found("basic_info", basic_info(political_status=status, party_join_date=joined), person) == said


def test_work_before_the_age_of_16_is_a_warning(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(work_start_date="1996-02"), person) == {"warning work_start_date too_young"}
    assert found("basic_info", basic_info(work_start_date="1996-03"), person) == set()


def test_professional_work_before_any_work_is_a_warning(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(specialty_work_start="2002-06"), person) == {
        "warning specialty_work_start before"
    }


@pytest.mark.parametrize("postcode", ["05000", "0500000", "05000A"])
def test_a_postcode_has_six_digits(person: CatalogueContext, postcode: str) -> None:
    assert check_entry("basic_info", {"postcode": postcode}, context=person).errors


@pytest.mark.parametrize("place", ["130000", "130100", "130101"])
def test_where_a_person_comes_from_is_a_county(person: CatalogueContext, place: str) -> None:
    assert found("basic_info", {"native_place": place}, person) == {"error native_place too_wide"}
    for county in ("130102", "130682", "133100", "370102"):
        assert found("basic_info", {"native_place": county}, person) == set()


def test_sex_is_man_or_woman_in_a_form(person: CatalogueContext) -> None:
    assert found("basic_info", {"sex": "9"}, person) == {"error sex not_in_list"}


def test_a_broken_id_number_from_elsewhere_breaks_no_form(person: CatalogueContext) -> None:
    assert found("basic_info", basic_info(), replace(person, id_number="1")) == set()
