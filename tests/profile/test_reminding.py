"""Who has not handed in is reminded before a window closes: once each time, in chunks, and nobody else."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from services.profile.db import db
from services.profile.models import CollectionWindow, Person, RecordStatus
from services.profile.operations import reminding
from services.profile.operations.mirrors import mirror_unit
from shared.messaging.clocks import RemindersDue
from tests.profile.builders import UNIT, make_record, messages, unit_changed

BEIJING = ZoneInfo("Asia/Shanghai")
CLOSES = date(2026, 11, 30)


def morning(days_left: int) -> datetime:
    return datetime.combine(CLOSES - timedelta(days=days_left), datetime.min.time(), BEIJING) + timedelta(hours=8)


def window(unit_id: UUID = UNIT, **changes: Any) -> UUID:
    usual: dict[str, Any] = {
        "unit_id": unit_id,
        "name": "年度采集",
        "opens_on": date(2026, 11, 1),
        "closes_on": CLOSES,
        "grace_minutes": 0,
        "changes_bound": False,
        "note": "",
        "version": 1,
    }
    with db.transaction() as session:
        session.add(made := CollectionWindow(**usual | changes))
        session.flush()
        return made.id


def remind(now: datetime) -> None:
    """What happens on a morning, all chunks of it."""
    begun = len(messages("reminders.due"))
    with db.transaction() as session:
        reminding.begin_reminding(session, now)
    while len(found := messages("reminders.due")) > begun:
        with db.transaction() as session:
            reminding.remind_some(session, msgspec.convert(found[begun], RemindersDue), now)
        begun += 1


def reminded() -> list[tuple[int, set[str]]]:
    """The milestones, and who was reminded at each, message by message."""
    return [(told["milestone"], set(told["recipients"])) for told in messages("submission.due")]


def test_who_has_not_handed_in_is_reminded_and_nobody_else() -> None:
    people = {status: make_record(status) for status in RecordStatus}
    disabled = make_record()
    with db.transaction() as session:
        session.get_one(Person, disabled).active = False
    window()

    remind(morning(3))

    assert reminded() == [(3, {str(people[RecordStatus.DRAFT]), str(people[RecordStatus.RETURNED])})]


def test_each_reminder_goes_out_once_and_a_missed_one_is_made_up_for() -> None:
    make_record()
    window()

    for days_left in (9, 8, 5, 4, 3, 3, 2, 1, 0, 0, -1):  # on the seventh and sixth day nothing ran
        remind(morning(days_left))

    assert [milestone for milestone, _ in reminded()] == [7, 3, 1, 0]


def test_a_window_that_was_put_off_is_announced_anew() -> None:
    make_record()
    window_id = window()
    remind(morning(0))
    with db.transaction() as session:
        session.get_one(CollectionWindow, window_id).closes_on = CLOSES + timedelta(days=1)

    remind(morning(0))

    assert [milestone for milestone, _ in reminded()] == [0, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn_at": morning(5)},
        {"closed_early_at": morning(5)},
        {"opens_on": CLOSES},
        {"unit_id": uuid4()},
    ],
)
def test_what_is_not_open_or_not_theirs_reminds_nobody(changes: dict[str, Any]) -> None:
    make_record()
    window(**changes)

    remind(morning(3))

    assert reminded() == []


def test_the_people_of_a_unit_with_a_window_of_its_own_are_reminded_of_that_one_only() -> None:
    person_id, province = make_record(), uuid4()
    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=province, version=1))
        mirror_unit(session, unit_changed(superior_id=province, version=2))
    window(province)
    remind(morning(3))
    assert reminded() == [(3, {str(person_id)})]

    window(closes_on=CLOSES + timedelta(days=60))
    remind(morning(1))

    assert len(reminded()) == 1


def test_many_are_reminded_in_chunks_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "PEOPLE", 2)
    people = {str(make_record()) for _ in range(5)}
    window()

    remind(morning(3))

    chunks = [chunk for _, chunk in reminded()]
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert set().union(*chunks) == people
