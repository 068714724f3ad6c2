"""Files and functions stay readable, and parts know only those that they may know."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, files, functions, length, short

LONGEST_FILE = 300
LONGEST_FUNCTION = 30
VAGUE = {"utils", "helpers", "common", "manager"}


def test_a_file_can_be_read_in_one_go() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in files(".py", ".html", ".js", ".css")}

    assert {short(path): count for path, count in lines.items() if count > LONGEST_FILE} == {}


def test_a_function_fits_the_screen() -> None:
    """A migration lists the columns of a table: there is nothing in it to understand by parts."""
    asked = [(path, each) for path in files(".py") if "versions" not in path.parts for each in functions(path)]

    assert [f"{short(path)}: {each.name}" for path, each in asked if length(each) > LONGEST_FUNCTION] == []


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
