"""A sheet of figures that is handed on tells nothing of one person."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from web.reviewer.charts import Cell, Chart
from web.reviewer.small_numbers import FEWEST, HIDDEN, NOTE, rows_of, too_small


def chart(key: str, *rows: list[Any]) -> Chart:
    return Chart(key=key, title="表", heads=(), rows=[[Cell(value) for value in row] for row in rows])


def test_a_number_that_could_mean_one_person_is_left_out_with_its_share_and_the_next_that_would_tell_it() -> None:
    shown = rows_of(
        chart("age", ["30 岁及以下", 1, "2%"], ["31–35 岁", 9, "18%"], ["36–40 岁", 40, "80%"], ["-", 0, "0%"])
    )

    assert shown == [
        ["30 岁及以下", HIDDEN, HIDDEN],
        ["31–35 岁", HIDDEN, HIDDEN],
        ["36–40 岁", 40, "80%"],
        ["-", 0, "0%"],
        [NOTE],
    ]


def test_levels_of_a_series_are_left_out_alike() -> None:
    shown = rows_of(chart("title", ["卫生", 1, 7, 20, 28], ["工程", 30, 0, 9, 39]))

    assert shown == [["卫生", HIDDEN, HIDDEN, 20, 28], ["工程", 30, 0, 9, 39], [NOTE]]


def test_where_nothing_is_small_and_where_nothing_is_told_of_records_all_stands() -> None:
    assert rows_of(chart("education", ["大学本科", 5, "50%"], ["博士", 5, "50%"])) == [
        ["大学本科", 5, "50%"],
        ["博士", 5, "50%"],
    ]
    assert rows_of(chart("status", ["草稿", 1, "100%"])) == [["草稿", 1, "100%"]]


@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_number_that_is_left_out_can_be_told_from_the_others_and_the_sum(counts: list[int]) -> None:
    gone = too_small(counts)

    assert {number for number, count in enumerate(counts) if 0 < count < FEWEST} <= gone
    if gone != {number for number, count in enumerate(counts) if count}:  # all there are, the sum with them
        assert not gone or (len(gone) > 1 and sum(counts[number] for number in gone) >= FEWEST)
