"""What a sheet of units alone tells: which rows are about one unit, and which row stands above which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.auth.importing.checking import Uploaded
from services.auth.importing.faults import Fault
from services.auth.importing.unit_columns import CODE, NAME, SUPERIOR_CODE, SUPERIOR_NAME
from services.auth.importing.unit_faults import fault
from services.auth.models.unit_names import unit_name_key
from shared.policy import MOST_LEVELS
from shared.sheets import Row


@dataclass(frozen=True)
class Placed:
    """A row with the position (from 1) of the row that is its superior, if one is, and how many stand above it."""

    uploaded: Uploaded
    above: int | None
    level: int


@dataclass(frozen=True)
class _File:
    """The rows by code, and by name as names are compared; positions, from 1."""

    rows: Sequence[Row]
    by_code: Mapping[str, Sequence[int]]
    by_name: Mapping[str, Sequence[int]]

    def at(self, position: int) -> Row:
        """The row of a position."""
        return self.rows[position - 1]


def placed(rows: Sequence[Row]) -> Iterator[Placed]:
    """Each row with what the file alone tells of it."""
    file = _File(rows, _grouped(rows, CODE), _grouped(rows, NAME))
    above = {position: _above(file, row) for position, row in enumerate(rows, 1)}
    seats: dict[tuple[str, str], int] = {}
    for position, row in enumerate(rows, 1):
        chain = _chain(position, above)
        faults = [Fault(cell.kind, key, cell.text) for key, cell in row.faults.items()]
        faults += _twins(file, position) or _namesakes(file, position, above[position], seats)
        faults += _too_high(position, chain)
        notices = [fault("hidden")] if row.hidden else []
        yield Placed(Uploaded(values=row.values, faults=faults, notices=notices), above[position], len(chain))


def key_of(row: Mapping[str, str], column: str) -> str:
    """A code, or a name as names are compared."""
    value = row.get(column, "")
    return unit_name_key(value) if column in (NAME, SUPERIOR_NAME) else value


def _grouped(rows: Sequence[Row], column: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, row in enumerate(rows, 1):
        if key := key_of(row.values, column):
            found.setdefault(key, []).append(position)
    return found


def _above(file: _File, row: Row) -> int | None:
    """The first row of the unit that is named as superior; None if there is none, or several of that name."""
    if code := row.values.get(SUPERIOR_CODE):
        return next(iter(file.by_code.get(code, ())), None)
    named = file.by_name.get(key_of(row.values, SUPERIOR_NAME), ())
    alone = len({file.at(position).values.get(CODE) for position in named}) == 1
    return named[0] if alone else None


def _chain(position: int, above: Mapping[int, int | None]) -> list[int]:
    """The rows above one, from below to the top; in a circle, until it closes; no more than there may be, and one."""
    chain: list[int] = []
    following = above[position]
    while following is not None and following not in chain and len(chain) <= MOST_LEVELS:
        chain.append(following)
        if following == position:
            break
        following = above[following]
    return chain


def _too_high(position: int, chain: Sequence[int]) -> list[Fault]:
    """Whether a row would stand above itself, or under too many."""
    if position in chain:
        return [fault("circle")]
    return [fault("levels", most=MOST_LEVELS)] if len(chain) >= MOST_LEVELS else []


def _twins(file: _File, position: int) -> list[Fault]:
    """What to say of a row, given all of its code; nothing of the first if the others say the same."""
    row = file.at(position)
    alike = file.by_code.get(row.values.get(CODE, ""), (position,))
    others = [file.at(other) for other in alike if other != position]
    differing = next((one for one in others if key_of(one.values, NAME) != key_of(row.values, NAME)), None)
    if differing:
        return [fault("two_units", row=differing.number)]
    return [fault("twice", row=file.at(alike[0]).number)] if alike[0] != position else []


def _namesakes(file: _File, position: int, above: int | None, seats: dict[tuple[str, str], int]) -> list[Fault]:
    """Whether an earlier row of another code has the same name under the same superior."""
    row = file.at(position)
    superior = file.at(above).values.get(CODE, "") if above else ""
    superior = superior or row.values.get(SUPERIOR_CODE, "") or key_of(row.values, SUPERIOR_NAME)
    earlier = seats.setdefault((superior, key_of(row.values, NAME)), position)
    is_other = earlier != position and NAME in row.values
    return [fault("namesake_in_file", row=file.at(earlier).number)] if is_other else []
