"""Reading a filled-in sheet: which sheet it is, where its headings are, and what each row means."""

from collections.abc import Iterator, Sequence
from itertools import islice

from shared.sheets.cells import heading, read_cell
from shared.sheets.model import Cell, CellFault, Column, FaultKind, ReadSheet, Row, SheetRefused
from shared.sheets.opening import Block, RawRow, Table, open_tables

MOST_ROWS = 20_000
HEAD_ROWS = 10  # among these is the row of headings; above it may stand a title
FEWEST_HEADINGS = 2  # fewer may stand in any sheet, such as the one that explains the columns
NOTHING = Cell("")


def read_sheet(content: bytes, columns: Sequence[Column]) -> ReadSheet:
    """The one sheet of the file that has these columns; raises SheetRefused and nothing else, whatever is sent."""
    known = _words(columns)
    found: list[tuple[Table, list[RawRow], int]] = []
    heads: list[list[RawRow]] = []
    for table in open_tables(content):
        head = list(islice(table.rows, HEAD_ROWS))
        heads += [head] if head else []
        counts = [sum(heading(cell.text) in known for cell in row.cells) for row in head]
        if max(counts, default=0) >= min(FEWEST_HEADINGS, len(columns)):
            found.append((table, head, counts.index(max(counts))))
    if not heads:
        raise SheetRefused("文件里没有内容，请使用下载的模板填写后再上传。")
    if len(found) > 1:
        titles = "、".join(f"「{table.title}」" for table, _, _ in found)
        raise SheetRefused(f"有 {len(found)} 个工作表含有这些列（{titles}），请只保留需要导入的一个。")
    if not found:
        wanted = "、".join(f"「{column.heading}」" for column in columns if column.required)
        raise SheetRefused(f"没有找到表头。表头应包含{wanted}，请使用下载的模板。")
    table, head, at = found[0]
    return _understood(table, head[at], head[at + 1 :], columns)


def _understood(table: Table, top: RawRow, head: list[RawRow], columns: Sequence[Column]) -> ReadSheet:
    headings = [cell.text for cell in top.cells]
    places, unread = _places(headings, columns)
    raw = list(_limited(head, table.rows))
    if not raw:
        raise SheetRefused("表头下面没有内容，请填写后再上传。")
    covered = _covered(table.merged, raw[-1].number, set(places.values()))
    rows = [_row(row, columns, places, covered, len(headings)) for row in raw]
    return ReadSheet(table.title, top.number, headings, places, unread, rows)


def _words(columns: Sequence[Column]) -> dict[str, Column]:
    """Under what headings a column is known."""
    return {heading(word): column for column in columns for word in (column.heading, *column.also)}


def _places(headings: list[str], columns: Sequence[Column]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and which headings nobody asked for; raises SheetRefused."""
    known, places = _words(columns), dict[str, int]()
    unread: list[str] = []
    twice: list[str] = []
    for place, text in enumerate(headings):
        column = known.get(heading(text))
        if column is None:
            unread += [text.strip()] if text.strip() else []
        elif column.key in places:
            twice.append(column.heading)
        else:
            places[column.key] = place
    missing = [column.heading for column in columns if column.required and column.key not in places]
    faults = _sentence("缺少列", missing) + _sentence("列重复", twice)
    if faults:
        raise SheetRefused(f"{faults}{_sentence('另有不认识的列', unread)}请使用下载的模板，不要改动表头。")
    return places, unread


def _sentence(what: str, names: list[str]) -> str:
    return f"{what}{'、'.join(f'「{name}」' for name in names)}。" if names else ""


def _limited(head: list[RawRow], rest: Iterator[RawRow]) -> Iterator[RawRow]:
    """The rows below the headings, if these are not too many."""
    yield from head
    for number, row in enumerate(rest, len(head) + 1):
        if number > MOST_ROWS:
            raise SheetRefused(f"超过 {MOST_ROWS} 行，请分成几个文件，每个文件最多 {MOST_ROWS} 行。")
        yield row


def _covered(merged: list[Block], last: int, places: set[int]) -> set[tuple[int, int]]:
    """Row and place of each cell that lies in a merged range and is not the one that holds its content."""
    covered: set[tuple[int, int]] = set()
    room = last * len(places)
    for block in merged:
        rows, inside = range(block.top, min(block.bottom, last) + 1), {*range(block.left - 1, block.right)} & places
        room -= len(rows) * len(inside)
        if room < 0:  # ranges that lie over each other: no program writes such
            raise SheetRefused("工作表里的合并单元格有误，请取消全部合并单元格后再上传。")
        covered |= {(row, place) for row in rows for place in inside}
        covered.discard((block.top, block.left - 1))
    return covered


def _row(
    raw: RawRow, columns: Sequence[Column], places: dict[str, int], covered: set[tuple[int, int]], width: int
) -> Row:
    values: dict[str, str] = {}
    faults: dict[str, CellFault] = {}
    cells = [cell.text for cell in raw.cells]
    for column in columns:
        place = places.get(column.key)
        if place is None:
            values[column.key] = column.default
            continue
        cell = raw.cells[place] if place < len(raw.cells) else NOTHING
        read = read_cell(cell, column)
        if (raw.number, place) in covered:
            read = CellFault.of(FaultKind.MERGED, column)
        if isinstance(read, CellFault):
            faults[column.key] = read
        else:
            values[column.key] = read
    return Row(raw.number, values, faults, cells + [""] * (width - len(cells)), raw.hidden)
