"""What is refused takes no memory, whatever it would unfold into."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.uploads.content import SUFFIXES, FileRefused, TooManyPixels, examine
from shared.uploads.office import KINDS, examine_office
from tests.uploads.corpus import ATTACHMENTS, PROOFS, files

MEGABYTES_MORE = 64


def test_there_are_more_than_sixty_bad_files() -> None:
    assert len(PROOFS | ATTACHMENTS) > 60


def test_none_of_them_takes_memory(tmp_path: Path) -> None:
    """The memory of a process is known only as its peak, so a fresh one opens the files."""
    for name, make in files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(make())
    folder = str(tmp_path / "refused")
    measured = subprocess.run([sys.executable, "-m", __name__, folder], capture_output=True, check=False)

    assert measured.returncode == 0, measured.stderr.decode()
    assert int(measured.stdout) < MEGABYTES_MORE


def _accepted(folder: Path) -> Iterator[str]:
    """The names of those that were not refused."""
    for path in folder.iterdir():
        suffix = path.name.rpartition(".")[2]
        try:
            if suffix in KINDS:
                examine_office(path.name, path.read_bytes())
            elif suffix in SUFFIXES:
                examine(path.name, path.read_bytes())
            else:
                continue
        except (FileRefused, TooManyPixels):
            continue
        yield path.name


if __name__ == "__main__":
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if taken := list(_accepted(Path(sys.argv[1]))):
        sys.exit(f"accepted: {taken}")
    sys.stdout.write(str((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024))
