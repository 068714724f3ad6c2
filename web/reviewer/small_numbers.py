"""Numbers of people so small that they could mean one of them, left out of sheets: those are handed on to others.

On the page they stand: who may see it may know the people by name, and finds them behind each number.
"""

from typing import Any

from web.reviewer.charts import Chart

FEWEST = 5
HIDDEN = "不显示"
NOTE = f"少于 {FEWEST} 人的数字，以及可由其他数字推算出它们的数字，不在导出的表中显示。"
TOTAL_AT = {"title": -1, "education": 1, "age": 1}  # where the number of people stands in a row about their records

Row = list[Any]


def rows_of(chart: Chart) -> list[Row]:
    """The rows of a chart for a sheet, without what could mean one person, and a note where anything is left out."""
    rows: list[Row] = [[cell.value for cell in row] for row in chart.rows]
    place = TOTAL_AT.get(chart.key)
    if place is None:
        return rows
    gone = too_small([row[place] for row in rows])
    kept = [_hidden(row) if number in gone else _without_small_parts(row, place) for number, row in enumerate(rows)]
    return kept if kept == rows else [*kept, [NOTE]]


def too_small(counts: list[int]) -> set[int]:
    """Which of numbers whose sum is known to leave out: the small ones, and so many more that none can be told."""
    gone = {number for number, count in enumerate(counts) if 0 < count < FEWEST}
    others = sorted((count, number) for number, count in enumerate(counts) if count >= FEWEST)
    while gone and others and (len(gone) < 2 or sum(counts[number] for number in gone) < FEWEST):
        gone.add(others.pop(0)[1])
    return gone


def _without_small_parts(row: Row, place: int) -> Row:
    gone = too_small(row[1:place])
    return [HIDDEN if number - 1 in gone else value for number, value in enumerate(row)]


def _hidden(row: Row) -> Row:
    return [row[0], *(value if value == 0 else HIDDEN for value in row[1:])]
