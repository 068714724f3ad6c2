"""What others made and we deliver: pinned by its content, listed, and under licences that let us."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from deploy.make_release import ELSEWHERE, FREE, licence

ROOT = Path(__file__).parents[2]
LOCK: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]


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
    here = {name: said for name in parts if (said := licence(name)) != ELSEWHERE}

    assert {name: said for name, said in here.items() if not FREE.search(said)} == {}
    assert len(here) > len(parts) / 2
