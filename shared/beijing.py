"""The time by which people live here. What is stored is UTC; days, and what is shown, are Beijing's."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The day in Beijing at this moment."""
    return moment.astimezone(BEIJING).date()


def today() -> date:
    """The day in Beijing now."""
    return day_of(datetime.now(UTC))


def at_hour(day: date, hour: int) -> datetime:
    """The moment, in UTC, at which an hour of a day in Beijing begins."""
    return datetime.combine(day, time(hour), BEIJING).astimezone(UTC)


def start_of(day: date) -> datetime:
    """0:00 of the day in Beijing, in UTC."""
    return at_hour(day, 0)


def end_of(day: date) -> datetime:
    """24:00 of the day in Beijing, in UTC: the first moment that no longer belongs to it."""
    return start_of(day + timedelta(days=1))


def spoken(moment: datetime, *, ends: bool = False) -> str:
    """A moment in words; where it `ends` something, midnight is the 24:00 of the day before."""
    local = moment.astimezone(BEIJING)
    if ends and local.time() == time(0):
        local -= timedelta(days=1)
        return f"{local.year}年{local.month}月{local.day}日 24:00"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
