"""Files and functions stay readable, and parts know only those that they may know."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, functions, length, short

LONGEST_FILE = 300
LONGEST_FUNCTION = 30
VAGUE = {"utils", "helpers", "common", "manager"}


@pytest.mark.parametrize("path", files(".py", ".html", ".js", ".css"), ids=short)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


# A migration lists the columns of a table: there is nothing in it to understand by parts, and it is never changed.
@pytest.mark.parametrize("path", [path for path in files(".py") if "versions" not in path.parts], ids=short)
def test_a_function_fits_the_screen(path: Path) -> None:
    long = {each.name: length(each) for each in functions(path) if length(each) > LONGEST_FUNCTION}

    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [short(path) for path in files(".py") if VAGUE & {path.stem, path.parent.name}] == []


def test_the_borders_between_the_parts_hold() -> None:
    """Services know no other, shared knows no service, web knows only shared, nobody knows the sandbox."""
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
    assert "6 kept, 0 broken" in checked.stdout
