"""Collection windows: what they let through and when, for whom, and that they change nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from services.profile.db import db
from services.profile.models import CollectionWindow, Record, RecordStatus
from services.profile.operations.change_drafts import keep_change_draft
from services.profile.operations.change_requests import request_change
from services.profile.operations.mirrors import mirror_unit
from services.profile.operations.submit import submit_record
from services.profile.operations.windows import (
    CollectionClosed,
    CollectionNotOpen,
    WindowState,
    standing_at,
)
from tests.profile.builders import UNIT, bearer, make_record, status_of, unit_changed, wish_of, withdraw

BEIJING = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = date(2028, 2, 1), date(2028, 2, 29)  # a leap day
END = datetime(2028, 3, 1, tzinfo=BEIJING)
INSTANT = timedelta(microseconds=1)


def window(unit_id: UUID = UNIT, **changes: Any) -> CollectionWindow:
    usual: dict[str, Any] = {
        "unit_id": unit_id,
        "name": "2028年度信息采集",
        "opens_on": OPENS,
        "closes_on": CLOSES,
        "grace_minutes": 0,
        "changes_bound": False,
        "note": "",
        "version": 1,
    }
    return CollectionWindow(**usual | changes)


def in_force(*windows: CollectionWindow) -> None:
    with db.transaction() as session:
        session.add_all(windows)


def submit(person_id: UUID, now: datetime) -> None:
    with db.transaction() as session:
        submit_record(session, person_id, now=now)


def sat(person_id: UUID, since: datetime, until: datetime) -> None:
    with db.transaction() as session:
        record = session.get_one(Record, person_id)
        record.sitting_from, record.sitting_until = since, until


def test_a_unit_without_windows_is_always_open() -> None:
    person_id = make_record()

    submit(person_id, datetime(1999, 1, 1, tzinfo=UTC))

    assert status_of(person_id) is RecordStatus.PENDING


@pytest.mark.parametrize("now", [datetime(2028, 2, 1, tzinfo=BEIJING), END - INSTANT])
def test_from_the_first_moment_to_the_last_before_24_o_clock_one_may_submit(now: datetime) -> None:
    person_id = make_record()
    in_force(window())

    submit(person_id, now)

    assert status_of(person_id) is RecordStatus.PENDING


def test_from_24_o_clock_on_one_is_refused_and_told_when_it_closed_and_opens_next() -> None:
    person_id = make_record()
    in_force(window(), window(opens_on=date(2028, 9, 1), closes_on=date(2028, 9, 2)))

    with pytest.raises(CollectionClosed, match=r"2028年2月29日 24:00 截止.*2028年9月1日 00:00 开始") as refusal:
        submit(person_id, END)

    assert refusal.value.facts["closes_at"] == END.astimezone(UTC).isoformat()
    assert status_of(person_id) is RecordStatus.DRAFT


def test_who_is_early_is_told_when_it_opens() -> None:
    person_id = make_record()
    in_force(window())

    with pytest.raises(CollectionNotOpen, match="2028年2月1日 00:00 开始"):
        submit(person_id, datetime(2028, 2, 1, tzinfo=BEIJING) - INSTANT)


@pytest.mark.parametrize(
    ("since", "until", "now", "passes"),
    [
        (-30, 5, 10, True),  # at work before the end, saved after it
        (-30, -20, 29.99, True),
        (-30, -20, 30, False),  # the grace is over
        (1, 5, 10, False),  # began after the end
        (-400, -300, 10, False),  # left it hours before
    ],
)
def test_the_grace_is_for_those_who_were_at_work_when_it_closed(
    since: int, until: int, now: float, passes: bool
) -> None:
    person_id = make_record()
    in_force(window(grace_minutes=30))
    sat(person_id, END + timedelta(minutes=since), END + timedelta(minutes=until))

    try:
        submit(person_id, END + timedelta(minutes=now))
    except CollectionClosed:
        assert not passes
    else:
        assert passes


def test_what_is_saved_without_a_long_pause_is_one_sitting() -> None:
    record, now = Record(), datetime(2028, 2, 29, 20, tzinfo=UTC)
    for minutes in (0, 100, 200):
        record.sit(now + timedelta(minutes=minutes))
    assert record.sitting == (now, now + timedelta(minutes=200))

    record.sit(now + timedelta(minutes=321))

    assert record.sitting == (now + timedelta(minutes=321),) * 2


@pytest.mark.parametrize("status", [RecordStatus.RETURNED])
def test_what_was_returned_may_be_handed_in_again_after_the_end(status: RecordStatus) -> None:
    person_id = make_record(status)
    in_force(window())

    submit(person_id, END)

    assert status_of(person_id) is RecordStatus.PENDING


def test_what_was_taken_back_undecided_is_bound_like_a_first_submission() -> None:
    person_id = make_record(RecordStatus.PENDING)
    withdraw(person_id)
    in_force(window())

    with pytest.raises(CollectionClosed):
        submit(person_id, END)


@pytest.mark.parametrize("bound", [True, False])
def test_change_requests_are_bound_only_where_that_is_set(bound: bool) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    in_force(window(changes_bound=bound))
    wish = wish_of(person_id)

    try:
        with db.transaction() as session:
            request_change(session, person_id, wish, now=END)
    except CollectionClosed:
        assert bound
    else:
        assert not bound
    assert status_of(person_id) is RecordStatus.APPROVED


@pytest.mark.parametrize(("minutes", "passes"), [(-10, True), (5, False)], ids=["before the end", "after it"])
def test_the_grace_is_for_those_as_well_who_prepared_a_change_when_it_closed(minutes: int, passes: bool) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    in_force(window(changes_bound=True, grace_minutes=30))
    wish = wish_of(person_id)
    with db.transaction() as session:
        keep_change_draft(session, person_id, uuid4(), wish, now=END + timedelta(minutes=minutes))

    try:
        with db.transaction() as session:
            request_change(session, person_id, wish, now=END + timedelta(minutes=20))
    except CollectionClosed:
        assert not passes
    else:
        assert passes


def test_the_windows_of_the_nearest_unit_govern() -> None:
    person_id, province = make_record(), uuid4()
    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=province, version=1))
        mirror_unit(session, unit_changed(superior_id=province, version=2))
    in_force(window(province))
    with pytest.raises(CollectionClosed):
        submit(person_id, END)

    in_force(window(closes_on=date(2028, 3, 1)))

    submit(person_id, END)


def test_a_window_of_another_unit_and_one_set_by_mistake_bind_nobody() -> None:
    person_id = make_record()
    in_force(window(uuid4()), window(withdrawn_at=datetime.now(UTC)))

    submit(person_id, END)

    assert status_of(person_id) is RecordStatus.PENDING


def test_the_record_says_until_when_one_may_submit(client: FlaskClient) -> None:
    person_id = make_record()
    today = datetime.now(BEIJING).date()
    in_force(window(opens_on=today, closes_on=today + timedelta(days=3)))

    told = client.get("/record/status", headers=bearer(person_id)).get_json()["window"]

    ends = datetime.combine(today + timedelta(days=4), datetime.min.time(), BEIJING)
    assert (told["state"], told["possible"], datetime.fromisoformat(told["until"])) == ("open", True, ends)


def test_a_late_submission_is_answered_with_409_and_changes_nothing(client: FlaskClient) -> None:
    person_id = make_record()
    in_force(window(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 31)))

    answer = client.post("/record/submission", headers=bearer(person_id))

    assert (answer.status_code, answer.get_json()["error"]) == (409, "collection_closed")
    assert status_of(person_id) is RecordStatus.DRAFT
    assert client.get("/record/status", headers=bearer(person_id)).get_json()["window"]["possible"] is False


DAYS = st.integers(0, 60).map(lambda days: date(2028, 2, 1) + timedelta(days=days))
WINDOWS = st.lists(
    st.tuples(DAYS, st.integers(0, 20)).map(
        lambda pair: window(opens_on=pair[0], closes_on=pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
)
NEAR_MIDNIGHT = st.tuples(DAYS, st.sampled_from([-INSTANT, timedelta(0), INSTANT, timedelta(hours=13)])).map(
    lambda pair: datetime.combine(pair[0], datetime.min.time(), BEIJING) + pair[1]
)


@given(windows=WINDOWS, now=NEAR_MIDNIGHT)
def test_one_may_submit_just_on_the_days_of_some_window(windows: list[CollectionWindow], now: datetime) -> None:
    standing = standing_at(windows, now.astimezone(UTC))

    day = now.date()
    assert standing.possible == (not windows or any(each.opens_on <= day <= each.closes_on for each in windows))
    if standing.state is WindowState.EARLY:
        assert standing.next_opens_at == min(each.opens_at for each in windows) > now
    if standing.state is WindowState.OPEN:
        assert standing.until
        assert standing_at(windows, standing.until - INSTANT).possible


@given(windows=WINDOWS, now=NEAR_MIDNIGHT, grace=st.integers(0, 120))
def test_a_grace_only_ever_adds_moments_and_never_more_than_it_is_long(
    windows: list[CollectionWindow], now: datetime, grace: int
) -> None:
    without = standing_at(windows, now)
    for each in windows:
        each.grace_minutes = grace

    with_grace = standing_at(windows, now, (now - timedelta(hours=1), now))

    assert with_grace.possible or not without.possible
    if with_grace.state is WindowState.GRACE:
        assert with_grace.until
        assert now < with_grace.until <= now + timedelta(minutes=grace)


def test_who_came_to_the_door_before_the_end_is_in_time_however_long_the_line_was(client: FlaskClient) -> None:
    """The window ends this very moment; what the gateway says of the past is believed, for a minute at most."""
    person_id, late_id = make_record(), make_record()
    today = datetime.now(BEIJING).date()
    in_force(window(opens_on=today, closes_on=today, closed_early_at=datetime.now(UTC) - timedelta(seconds=10)))

    def submit(whose: UUID, ago: float) -> int:
        came = {"X-Arrived-At": str(datetime.now(UTC).timestamp() - ago)}
        answer = client.post("/record/submission", headers=bearer(whose) | came)
        return answer.status_code

    assert submit(late_id, 0) == 409
    assert submit(late_id, 300) == 409
    assert submit(person_id, 30) == 201
