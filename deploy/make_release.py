"""Make a release of the last commit, the same bytes whenever it is made: what `make release` runs."""
# ruff: noqa: INP001, S603, T201 - a script that is run by its path, with the git of whoever runs it

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCKERFILE = "deploy/Dockerfile"
UV = (sys.executable, "-m", "uv", "--quiet", "--offline")  # what it builds with is in the lock, and installed
BUILD = ("--wheel", "--no-build-isolation", "--no-create-gitignore")
EXPORT = ("export", "--frozen", "--no-dev", "--no-emit-project")
ELSEWHERE = "not needed on this system"
FREE = re.compile(r"MIT|BSD|Apache|PSF|MPL|LGPL|Lesser General Public|Mozilla Public|OFL")
"""Free to use unchanged in a product for whomever; of the LGPL we use the libraries as they are, replaceable."""


def make_release(dist: Path) -> None:
    """The wheel, what the image is built from, lists of what others made, the notes, and the checksums of all these."""
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        _run("tar", "x", f"--directory={source}", given=_git("archive", "HEAD"))
        version = tomllib.loads((source / "pyproject.toml").read_text())["project"]["version"]
        _run("env", f"SOURCE_DATE_EPOCH={_moment()}", *UV, "build", *BUILD, f"--out-dir={dist}", source)
        (dist / f"zhicheng-{version}-image.tar").write_bytes(_git("archive", "HEAD", *image_parts(source)))
        (dist / "NOTES.md").write_text(notes((source / "CHANGELOG.md").read_text(), version))
        (dist / "requirements.txt").write_bytes(_run(*UV, *EXPORT, "--no-header", f"--project={source}"))
        parts = json.loads(_run(*UV, *EXPORT, "--format=cyclonedx1.5", f"--project={source}"))
    (dist / "sbom.json").write_text(json.dumps(_bill(parts), indent=2, ensure_ascii=False))
    (dist / "licences.txt").write_text(_licences(parts))
    sums = (f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(dist.iterdir()))
    (dist / "SHA256SUMS").write_text("".join(sums))


def image_parts(source: Path) -> list[str]:
    """The Dockerfile and what it copies, by the list that also keeps everything else from the engine."""
    allowed = (source / f"{DOCKERFILE}.dockerignore").read_text().splitlines()
    return [DOCKERFILE, f"{DOCKERFILE}.dockerignore", *(line[1:] for line in allowed if line.startswith("!"))]


def notes(changelog: str, version: str) -> str:
    """What the changelog says of this version; as long as it has no part of its own, what is not released yet."""
    _, *parts = re.split(r"^## (.+)$", changelog, flags=re.MULTILINE)
    told = dict(zip(parts[::2], parts[1::2], strict=True))
    return f"# {version}\n\n{told.get(version, told['Unreleased']).strip()}\n"


def licence(name: str) -> str:
    """What an installed package says of its licence; nothing, where it is not installed."""
    try:
        about = distribution(name)
    except PackageNotFoundError:
        return ELSEWHERE
    fields = ("License-Expression", "License", "Classifier")
    said = [line for field in fields for line in about.metadata.get_all(field) or []]
    named = [line.strip().splitlines()[0] for line in said if "::" not in line or line.startswith("License")]
    texts = (about.read_text(f"licenses/{file}") for file in ("LICENSE", "LICENSE.txt"))
    return "; ".join(named) or next((text.strip().splitlines()[0] for text in texts if text), "")


def _bill(parts: dict[str, Any]) -> dict[str, Any]:
    """The list of parts without what differs from call to call."""
    moment = datetime.fromtimestamp(int(_moment()), UTC).isoformat()
    bill = {key: value for key, value in parts.items() if key != "serialNumber"}
    return bill | {"metadata": parts["metadata"] | {"timestamp": moment}}


def _licences(parts: dict[str, Any]) -> str:
    return "".join(f"{part['name']} {part['version']}: {licence(part['name'])}\n" for part in parts["components"])


def _moment() -> str:
    return _git("log", "-1", "--format=%ct").decode().strip()


def _git(*arguments: str) -> bytes:
    return _run("git", "-C", ROOT, "-c", "tar.umask=0022", *arguments)


def _run(*command: "str | Path", given: bytes | None = None) -> bytes:
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    make_release(ROOT / "dist")
    print((ROOT / "dist" / "SHA256SUMS").read_text(), end="")
