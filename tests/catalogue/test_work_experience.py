"""The rules of 工作经历, and those that join it with other sections."""

from typing import Any

import pytest

from shared.catalogue import CatalogueContext, check_record
from tests.catalogue.conftest import REST, basic_info, education, found, named, work


def found_in(person: CatalogueContext, *entries: dict[str, Any]) -> set[str]:
    """The problems of these jobs within a record that is complete otherwise."""
    started = min((entry["start_month"] for entry in entries), default="2002-07")
    record = {
        **REST,
        "basic_info": [basic_info(work_start_date=started, specialty_work_start=started)],
        "education": [education()],
        "work_experience": list(entries),
    }
    return named(check_record(record, context=person))


def test_an_empty_end_means_until_today(person: CatalogueContext) -> None:
    assert found("work_experience", work("2002-07"), person, complete=True) == set()


def test_only_one_job_goes_on_until_today(person: CatalogueContext) -> None:
    assert found_in(person, work("2002-07"), work("2010-01")) == {
        "error 1 end_month several_open",
        "warning 1 start_month overlap",
    }


def test_a_job_does_not_end_before_it_begins(person: CatalogueContext) -> None:
    assert found("work_experience", work("2002-07", "2002-06"), person) == {"error end_month before"}
    assert found("work_experience", work("2002-07", "2002-07"), person) == set()


@pytest.mark.parametrize(
    ("next_start", "said"),
    [
        ("2010-06", set()),
        ("2010-07", set()),
        ("2010-10", set()),
        ("2010-11", {"warning 1 start_month gap"}),
        ("2010-05", {"warning 1 start_month overlap"}),
    ],
)
def test_a_gap_of_more_than_three_months_or_an_overlap_is_a_warning(
    person: CatalogueContext, next_start: str, said: set[str]
) -> None:
    assert found_in(person, work("2002-07", "2010-06"), work(next_start)) == said


def test_jobs_are_compared_in_order_of_time_whatever_the_order_of_entry(person: CatalogueContext) -> None:
    assert found_in(person, work("2010-07"), work("2002-07", "2010-06")) == set()


def test_a_gap_beside_a_longer_job_is_none(person: CatalogueContext) -> None:
    side_job = work("2003-01", "2003-06", unit_name="石家庄学院")

    assert found_in(person, work("2002-07", "2010-06"), side_job, work("2010-07")) == {"warning 1 start_month overlap"}


def test_the_same_job_twice_is_a_warning(person: CatalogueContext) -> None:
    assert "warning 1 unit_name duplicate" in found_in(person, work("2002-07", "2010-06"), work("2002-07", "2010-06"))


def test_there_are_one_to_thirty_jobs(person: CatalogueContext) -> None:
    jobs = [
        work(f"20{number // 2:02}-{number % 2 * 6 + 1:02}", f"20{number // 2:02}-{number % 2 * 6 + 6:02}")
        for number in range(31)
    ]

    assert found_in(person) == {"error missing"}
    assert found_in(person, *jobs[:30]) == set()
    assert found_in(person, *jobs) == {"error too_many_entries"}


def test_a_first_job_at_another_time_than_the_start_of_work_is_a_warning(person: CatalogueContext) -> None:
    record = {**REST, "basic_info": [basic_info()], "education": [education()], "work_experience": [work("2002-09")]}

    assert named(check_record(record, context=person)) == {"warning 0 start_month differs_from_work_start"}
