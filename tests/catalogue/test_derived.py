"""What follows from other answers is shown, and never taken from the person."""

from datetime import date

import pytest

from shared.catalogue import CatalogueContext, check_entry, derived, display, section
from tests.catalogue.strategies import TODAY


@pytest.mark.parametrize(
    ("today", "years"), [(date(2026, 6, 30), 22), (date(2026, 7, 1), 23), (date(2003, 7, 1), 0), (date(2004, 6, 1), 0)]
)
def test_the_years_in_the_specialty_are_full_years(today: date, years: int) -> None:
    assert derived({"basic_info": [{"specialty_work_start": "2003-07"}]}, today) == {"specialty_years": years}


def test_what_is_not_known_is_not_derived() -> None:
    assert derived({}, TODAY) == {}
    assert derived({"basic_info": [{}]}, TODAY) == {}


def test_the_years_are_read_with_their_unit() -> None:
    assert display(section("current_post").by_key["specialty_years"], 23) == "23 年"


@pytest.mark.parametrize(
    ("field", "code"), [("specialty_years", "derived"), ("unit_name", "locked"), ("unit_uscc", "locked")]
)
def test_nobody_sends_what_is_only_shown(field: str, code: str) -> None:
    (problem,) = check_entry("current_post", {field: "1"}, context=CatalogueContext(today=TODAY)).errors

    assert (problem.field, problem.code) == (field, code)
