"""What `make release` makes: complete, the same each time, and enough to run the product from."""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.make_release import make_release, notes
from stack.ports import free_base

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "web", "sandbox", "stack")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the last commit."""
    make_release(dist := tmp_path_factory.mktemp("release") / "dist")
    return dist


def committed(*paths: str) -> set[str]:
    """The files of the last commit under these paths."""
    command = ["git", "-C", ROOT, "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "HEAD", *paths]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())


def run(*command: "str | Path", cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_notes_are_what_the_changelog_says_of_this_version() -> None:
    changelog = "# Changelog\n\n## Unreleased\n\n* New\n\n## 0.2.0\n\n* Second\n\n## 0.1.0\n\n* First\n"

    assert notes(changelog, "0.2.0") == "# 0.2.0\n\n* Second\n"
    assert notes(changelog, "0.3.0") == "# 0.3.0\n\n* New\n"


@pytest.mark.long
def test_the_wheel_holds_every_committed_file_of_the_product_and_nothing_else(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    guide = {name.replace("docs/guide", "web/guide") for name in committed("docs/guide/")}
    assert names == committed(*PACKAGES) | guide


@pytest.mark.long
def test_the_image_is_built_from_what_its_recipe_copies(dist: Path) -> None:
    (context,) = dist.glob("*-image.tar")
    with tarfile.open(context) as archive:
        names = {member.name for member in archive if member.isfile()}

    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)
    copied = {name for line in lines for name in line.split()}
    assert names == committed("deploy/Dockerfile", "deploy/Dockerfile.dockerignore", *copied)


@pytest.mark.long
def test_a_release_is_the_same_each_time(dist: Path, tmp_path: Path) -> None:
    make_release(tmp_path / "again")

    assert (tmp_path / "again" / "SHA256SUMS").read_text() == (dist / "SHA256SUMS").read_text()
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=dist)


@pytest.mark.long
def test_the_wheel_runs_the_product_from_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    tmp_path.chmod(0o755)  # PostgreSQL may run as another user, who has to get there
    uv = (sys.executable, "-m", "uv", "--quiet")
    run(*uv, "venv", f"--python={sys.executable}", "empty", cwd=tmp_path)
    into = (*uv, "pip", "install", "--python=empty/bin/python")
    run(*into, "--require-hashes", f"--requirement={dist / 'requirements.txt'}", cwd=tmp_path)
    run(*into, "--no-deps", wheel, cwd=tmp_path)
    zhicheng = tmp_path / "empty" / "bin" / "zhicheng"
    where = f"--data={tmp_path / 'data'}"

    assert "启动整个系统" in run(zhicheng, "--help", cwd=tmp_path)
    try:
        run(zhicheng, "up", "--detach", "--no-demo", f"--port={free_base()}", where, cwd=tmp_path)
        run(zhicheng, "status", where, cwd=tmp_path)
    finally:
        run(zhicheng, "down", where, cwd=tmp_path)
