"""The rules of 学历学位."""

from typing import Any

import pytest

from shared.catalogue import CatalogueContext, check_record
from shared.catalogue.codes import GRADUATIONS
from tests.catalogue.conftest import REST, basic_info, education, found, named, work


def found_in(person: CatalogueContext, *entries: dict[str, Any]) -> set[str]:
    """The problems of these educations within a record that is complete otherwise."""
    record = {**REST, "basic_info": [basic_info()], "education": list(entries), "work_experience": [work("2002-07")]}
    return named(check_record(record, context=person))


def test_one_complete_education_is_enough(person: CatalogueContext) -> None:
    assert found_in(person, education()) == set()


def test_graduation_comes_after_the_start(person: CatalogueContext) -> None:
    assert found("education", education(end_month="1998-09", degree_date="1998-09"), person) == {
        "error end_month before"
    }


def test_a_degree_is_not_given_before_the_studies_begin(person: CatalogueContext) -> None:
    assert found("education", education(degree_date="1998-08"), person) == {"error degree_date before"}


@pytest.mark.parametrize("level", sorted(GRADUATIONS))
def test_who_graduated_has_a_certificate_number(person: CatalogueContext, level: str) -> None:
    entry = education(education_level=level, edu_cert_no=None)

    assert found("education", entry, person, complete=True) == {"error edu_cert_no missing"}
    assert found("education", entry, person) == set()


def test_who_only_completed_the_courses_needs_no_certificate_number(person: CatalogueContext) -> None:
    entry = education(education_level="22", edu_cert_no=None, degree=None, degree_date=None)

    assert found("education", entry, person, complete=True) == set()


def test_a_degree_has_a_date(person: CatalogueContext) -> None:
    assert found("education", education(degree_date=None), person, complete=True) == {"error degree_date missing"}


def test_no_degree_needs_no_date_and_a_date_is_a_warning(person: CatalogueContext) -> None:
    assert found("education", education(degree="0", degree_date=None), person, complete=True) == set()
    assert found("education", education(degree="0"), person) == {"warning degree_date not_applicable"}


@pytest.mark.parametrize(("level", "needed"), [("11", True), ("14", True), ("21", True), ("31", False), ("61", False)])
def test_from_the_bachelor_up_the_degree_must_be_told(person: CatalogueContext, level: str, needed: bool) -> None:
    entry = education(education_level=level, degree=None, degree_date=None)

    assert found("education", entry, person, complete=True) == ({"error degree missing"} if needed else set())


@pytest.mark.parametrize("mark", ["is_first", "is_highest"])
def test_exactly_one_education_is_the_first_and_one_the_highest(person: CatalogueContext, mark: str) -> None:
    second = education(school="天津大学", edu_cert_no="2", is_first=False, is_highest=False)

    assert found_in(person, education(), second) == set()
    assert found_in(person, education(**{mark: False}), second) == {f"error 0 {mark} none_chosen"}
    assert found_in(person, education(), second | {mark: True}) == {f"error 1 {mark} several_chosen"}


def test_a_higher_education_than_the_marked_one_is_a_warning(person: CatalogueContext) -> None:
    master = education(education_level="14", school="天津大学", edu_cert_no="2", is_first=False, is_highest=False)

    assert found_in(person, education(), master) == {"warning 0 is_highest not_highest"}


def test_the_same_education_twice_is_a_warning(person: CatalogueContext) -> None:
    twin = education(is_first=False, is_highest=False)

    assert found_in(person, education(), twin) == {"warning 1 school duplicate", "warning 1 edu_cert_no duplicate"}


def test_there_are_one_to_ten_educations(person: CatalogueContext) -> None:
    many = [
        education(school=f"学校{number}", edu_cert_no=str(number), is_first=number == 0, is_highest=number == 0)
        for number in range(11)
    ]

    assert found_in(person) == {"error missing"}
    assert found_in(person, *many[:10]) == set()
    assert found_in(person, *many) == {"error too_many_entries"}


def test_a_heading_of_the_standard_is_no_education(person: CatalogueContext) -> None:
    assert found("education", {"education_level": "20"}, person) == {"error education_level not_in_list"}
    assert found("education", {"degree": "4"}, person) == {"error degree not_in_list"}


@pytest.mark.parametrize(
    ("form", "job", "said"),
    [
        ("01", ("2001-01", "2001-12"), {"warning 0 start_month beside_work_or_study"}),
        ("01", ("2001-01", None), {"warning 0 start_month beside_work_or_study"}),
        ("01", ("2002-07", None), set()),  # the month of graduation
        ("01", ("1997-01", "1998-09"), set()),
        ("06", ("2001-01", None), set()),  # by correspondence, beside work
    ],
)
def test_full_time_study_beside_a_job_is_a_warning(
    person: CatalogueContext, form: str, job: tuple[str, str | None], said: set[str]
) -> None:
    record = {
        **REST,
        "basic_info": [basic_info(work_start_date=job[0], specialty_work_start=job[0])],
        "education": [education(study_form=form)],
        "work_experience": [work(*job)],
    }

    assert named(check_record(record, context=person)) == said


def test_two_full_time_studies_at_once_are_a_warning_at_the_later_entry(person: CatalogueContext) -> None:
    both = [education(study_form="01"), education(study_form="01", school="天津大学", edu_cert_no="2", is_first=False)]

    found = found_in(person, both[0], both[1] | {"is_highest": False})

    assert found == {"warning 1 start_month beside_work_or_study"}
