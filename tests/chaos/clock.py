"""The wall clock of one stack's processes, turned without touching the machine's.

`clock.c` stands between them and the C library. libfaketime does the same for many more calls, but with it Python's
`time.sleep`, which waits for a moment of the monotonic clock, ends with an error (libfaketime 0.9.10, Python 3.11).
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


class Clock:
    """What the processes of the stack with this data folder take for the time, once they are started with it."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "clock"
        self.off = self.folder / "seconds"

    def make(self) -> dict[str, str]:
        """Compile what stands in between; returns the environment for `zhicheng up`, empty without a C compiler."""
        compiler = shutil.which("cc")
        if not compiler:
            return {}
        self.folder.mkdir()
        between = self.folder / "clock.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(between), str(SOURCE)], check=True)
        self._turn(0)
        return {"LD_PRELOAD": str(between), "CLOCK_IS_OFF": str(self.off)}

    @property
    def can_be_turned(self) -> bool:
        """Whether the stack was started with it."""
        return self.off.exists()

    @contextmanager
    def turned(self, seconds: int) -> Iterator[None]:
        """The time jumps by so many seconds, forwards or backwards, and in the end back again."""
        self._turn(seconds)
        try:
            yield
        finally:
            self._turn(0)

    def _turn(self, seconds: int) -> None:
        # Never shortened in between: who reads it has it mapped into memory.
        with self.off.open("r+b" if self.off.exists() else "wb") as file:
            file.write(seconds.to_bytes(8, "little", signed=True))
