"""Working days in China: weekends that are worked and weekdays that are not, as the State Council announces each year.

The calendar is that of the package `chinesecalendar`, which a new version completes each November. In a year that it
does not know, Monday to Friday are worked.
"""

from datetime import date, datetime, timedelta

import chinese_calendar
import structlog

from shared.beijing import day_of, end_of

FORESIGHT = timedelta(days=45)

log = structlog.get_logger()


def is_workday(day: date) -> bool:
    """Whether people work on this day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() not in (6, 7)


def deadline(begun_at: datetime, days: int) -> datetime:
    """24:00 in Beijing, in UTC, of the last of so many working days after the day on which something began."""
    day = day_of(begun_at)
    while days:
        day += timedelta(days=1)
        days -= is_workday(day)
    return end_of(day)


def warn_of_unknown_year(day: date) -> None:
    """Say in the log, some weeks before, that a year comes of which the holidays are not known."""
    coming = (day + FORESIGHT).year
    if coming > max(chinese_calendar.holidays).year:
        log.warning("holidays unknown: Monday to Friday count as working days", year=coming)
