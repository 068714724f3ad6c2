"""What others made and we deliver: pinned by its content, listed, and under licences that let us."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCK: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
# Free to use unchanged in a product for whomever; of the LGPL we use the libraries as they are, replaceable.
FREE = re.compile(r"MIT|BSD|Apache|PSF|MPL|LGPL|Lesser General Public|Mozilla Public|OFL")


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    """Name and version of everything in the list of parts that `make sbom` writes: what runs, not what tests need."""
    command = [sys.executable, "-m", "uv", "export", "--frozen", "--offline", "--no-dev", "--format=cyclonedx1.5", "-q"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return {part["name"]: part["version"] for part in json.loads(listed)["components"]}


def test_every_file_of_every_package_is_known_by_its_hash() -> None:
    for package in LOCK:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files or "editable" in package["source"], package["name"]
        assert {file.get("hash", "")[:7] for file in files} <= {"sha256:"}, package["name"]


def test_the_list_of_parts_is_what_is_installed(parts: dict[str, str]) -> None:
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]

    assert {re.split(r"[\[<>=]", one)[0] for one in ours} <= set(parts)
    assert not {"pytest", "playwright"} & set(parts)


def test_nothing_that_runs_is_under_a_licence_that_binds_us(parts: dict[str, str]) -> None:
    here = {name: said for name in parts if (said := _licence(name)) is not None}

    assert {name: said for name, said in here.items() if not FREE.search(said)} == {}
    assert len(here) > len(parts) / 2


def _licence(name: str) -> str | None:
    """What a package says of its licence; nothing if it is for other systems than this one."""
    try:
        about = distribution(name).metadata
    except ModuleNotFoundError:
        return None
    said = [line for field in ("License-Expression", "License", "Classifier") for line in about.get_all(field) or []]
    named = " ".join(line for line in said if "::" not in line or line.startswith("License"))
    return named or _title(name)


def _title(name: str) -> str:
    """The first line of the licence that a package brings along, for one that says nothing more of it."""
    texts = (distribution(name).read_text(f"licenses/{file}") for file in ("LICENSE", "LICENSE.txt"))
    return next((text.strip().splitlines()[0] for text in texts if text), "")
