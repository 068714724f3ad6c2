"""A deadline is so many working days away and ends at 24:00 in Beijing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from shared import workdays
from shared.workdays import deadline, is_workday, warn_of_unknown_year
from tests.review.builders import opened, requested, unit

BEIJING = ZoneInfo("Asia/Shanghai")


def last_day(begun: datetime, days: int) -> date:
    """The day whose 24:00 the deadline is."""
    ends = deadline(begun, days).astimezone(BEIJING)
    assert (ends.hour, ends.minute, ends.second, ends.microsecond) == (0, 0, 0, 0)
    return ends.date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("begun", "days", "last"),
    [
        (datetime(2026, 11, 25, 9, tzinfo=BEIJING), 1, date(2026, 11, 26)),
        (datetime(2026, 11, 27, 9, tzinfo=BEIJING), 1, date(2026, 11, 30)),  # over a weekend
        (datetime(2026, 2, 13, 9, tzinfo=BEIJING), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (datetime(2026, 9, 30, 9, tzinfo=BEIJING), 2, date(2026, 10, 9)),  # over the National Day
        (datetime(2026, 11, 25, 23, 59, 59, 999999, tzinfo=BEIJING), 1, date(2026, 11, 26)),
        (datetime(2026, 11, 26, 0, 0, tzinfo=BEIJING), 1, date(2026, 11, 27)),  # the day is Beijing's, not UTC's
        (datetime(2024, 2, 28, 9, tzinfo=BEIJING), 1, date(2024, 2, 29)),  # a leap day
        (datetime(2031, 1, 3, 9, tzinfo=BEIJING), 1, date(2031, 1, 6)),  # of that year only the weekends are known
    ],
)
def test_holidays_and_weekends_do_not_count(begun: datetime, days: int, last: date) -> None:
    assert last_day(begun, days) == last


@given(
    begun=st.integers(0, 36 * 366 * 24 * 60).map(
        lambda minutes: datetime(2004, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    days=st.integers(1, 60),
)
def test_between_beginning_and_deadline_lie_just_as_many_working_days(begun: datetime, days: int) -> None:
    first, last = begun.astimezone(BEIJING).date(), last_day(begun, days)

    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]

    assert sum(is_workday(day) for day in between) == days
    assert is_workday(last)


@pytest.mark.usefixtures("keys")
def test_a_stage_is_due_after_the_working_days_of_its_chain() -> None:
    case = opened(requested(unit()))

    assert case.due_at == deadline(case.opened_at, 10)


@pytest.mark.parametrize(("day", "warned"), [(date(2026, 11, 1), False), (date(2100, 11, 1), True)])
def test_a_year_without_known_holidays_is_announced_in_the_log(
    day: date, warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workdays, "log", structlog.get_logger())  # one that has not yet settled how it writes
    with capture_logs() as logs:
        warn_of_unknown_year(day)

    assert bool(logs) == warned
