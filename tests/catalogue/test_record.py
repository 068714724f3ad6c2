"""What is said of a whole record at 提交审核."""

from typing import Any

from shared.catalogue import SECTIONS, CatalogueContext, Severity, check_record
from tests.catalogue.conftest import REST, basic_info, education, named, work
from tests.catalogue.strategies import TODAY


def test_an_empty_record_names_everything_that_is_missing() -> None:
    problems = check_record({}, context=CatalogueContext(today=TODAY))

    single = [section for section in SECTIONS.values() if not section.many]
    required = {f"error {field.key} missing" for section in single for field in section.fields if field.required}
    assert named(problems) == required | {"error missing"}
    assert [problem.section for problem in problems if problem.field is None] == ["education", "work_experience"]


def test_a_complete_record_has_nothing_to_say(person: CatalogueContext) -> None:
    record = {**REST, "basic_info": [basic_info()], "education": [education()], "work_experience": [work("2002-07")]}

    assert check_record(record, context=person) == []


def test_problems_come_in_the_order_of_the_form(person: CatalogueContext) -> None:
    record: dict[str, list[dict[str, str]]] = {"work_experience": [{}], "education": [{}], "basic_info": [{}]}

    sections = [problem.section for problem in check_record(record, context=person)]

    assert sections == sorted(sections, key=list(SECTIONS).index)


def test_a_stored_value_that_became_wrong_is_found_at_its_place(person: CatalogueContext) -> None:
    record = {
        **REST,
        "basic_info": [basic_info()],
        "education": [
            education(),
            education(school="天津大学", edu_cert_no="2", end_month="2030-01", is_first=False, is_highest=False),
        ],
        "work_experience": [work("2002-07")],
    }

    assert named(check_record(record, context=person)) == {"error 1 end_month in_future"}


def test_a_wrong_value_is_not_called_missing_as_well(person: CatalogueContext) -> None:
    record = {
        **REST,
        "basic_info": [basic_info(sex="7")],
        "education": [education()],
        "work_experience": [work("2002-07")],
    }

    assert named(check_record(record, context=person)) == {"error sex not_in_list"}


def test_what_the_administrator_keeps_is_taken_from_there(person: CatalogueContext) -> None:
    stale = basic_info(name="李 四", id_number="1", id_type="01")
    record = {**REST, "basic_info": [stale], "education": [education()], "work_experience": [work("2002-07")]}

    assert check_record(record, context=person) == []


def test_unknown_sections_and_fields_are_errors(person: CatalogueContext) -> None:
    record: dict[str, list[dict[str, Any]]] = {
        **REST,
        "basic_info": [basic_info()],
        "education": [education(rank="1")],
        "work_experience": [work("2002-07")],
        "horoscope": [{}],
    }

    assert named(check_record(record, context=person)) == {"error unknown_section", "error 0 rank unknown_field"}


def test_only_errors_block(person: CatalogueContext) -> None:
    record = {
        **REST,
        "basic_info": [basic_info(sex="1")],
        "education": [education()],
        "work_experience": [work("2002-07")],
    }

    assert {problem.severity for problem in check_record(record, context=person)} == {Severity.WARNING}
