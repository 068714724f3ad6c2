"""The lines of all processes: each process's own in a file of bounded size, all of them together on the screen."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_FILE = 5_000_000
NAME_WIDTH = 21  # profile-export-worker
COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)


class Logs:
    """Takes lines and writes them where they belong."""

    def __init__(self, folder: Path, *, screen: bool) -> None:
        self._folder = folder
        self._screen = screen
        self._files: dict[str, RotatingFileHandler] = {}

    def write(self, name: str, line: str) -> None:
        """Note a line of one process."""
        if name not in self._files:
            self._files[name] = RotatingFileHandler(
                self.path(name), maxBytes=LARGEST_FILE, backupCount=1, encoding="utf-8"
            )
        self._files[name].emit(logging.LogRecord(name, logging.INFO, "", 0, line, None, None))
        if self._screen:
            self._print(name, line)

    def path(self, name: str) -> Path:
        """Where the lines of one process are."""
        return self._folder / f"{name}.log"

    def last_lines(self, name: str, count: int = 20) -> str:
        """The end of one process's log."""
        try:
            return "\n".join(self.path(name).read_text(errors="replace").splitlines()[-count:])
        except FileNotFoundError:
            return ""

    def close(self) -> None:
        """Close all files."""
        for file in self._files.values():
            file.close()

    def _print(self, name: str, line: str) -> None:
        prefix = f"{name:<{NAME_WIDTH}} |"
        if sys.stdout.isatty():
            colour = COLOURS[list(self._files).index(name) % len(COLOURS)]
            prefix = f"\033[{colour}m{prefix}\033[0m"
        print(prefix, line, flush=True)  # noqa: T201 - the screen is what this is for
