"""Which status follows which, in all services, is what the table written by hand says."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from services.profile.models import Correction
from services.profile.models import correction as corrections
from shared.settings import SERVICES
from shared.workflow import Workflow

for service in SERVICES:
    import_module(f"services.{service}.models")

KINDS: dict[str, Any] = {each.KIND: each for each in Workflow.__subclasses__()}


def written() -> dict[str, set[tuple[str, str]]]:
    """The table: the moves of each kind."""
    moves: dict[str, set[tuple[str, str]]] = {}
    for line in (Path(__file__).parent / "moves.txt").read_text().splitlines():
        if not line.startswith("#"):
            kind, old, *following = line.split()
            moves.setdefault(kind, set()).update((old, new) for new in following)
    return moves


def statuses_of(kind: str) -> type[StrEnum]:
    (statuses,) = get_args(KINDS[kind].__annotations__["status"])
    found: type[StrEnum] = statuses
    return found


@pytest.mark.parametrize("kind", written())
def test_from_each_status_it_goes_on_as_the_table_says_and_no_other_way(kind: str) -> None:
    statuses = statuses_of(kind)
    moves = {(str(old), str(new)) for old in statuses for new in statuses if KINDS[kind](status=old).can_move_to(new)}

    assert moves == written()[kind]


def test_every_kind_that_has_a_status_has_its_rows() -> None:
    assert set(KINDS) == set(written())


def test_a_correction_is_open_as_long_as_it_can_go_on() -> None:
    assert set(corrections.OPEN) == set(Correction.TRANSITIONS)
