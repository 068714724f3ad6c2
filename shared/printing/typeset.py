"""Typesetting in a process of its own: what it takes, some 200 MB, is given back, and no fault stays.

Started as `python -m shared.printing.typeset`; reads the form, writes the PDF.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from shared.errors import DomainError
from shared.printing.fonts import font_folders

AT_ONCE = 2
WAIT_SECONDS, LONGEST_SECONDS = 5, 18  # together less than the gateway waits

places = BoundedSemaphore(AT_ONCE)


class PrintBusy(DomainError):
    """Too many are printing at once, or it takes too long."""

    status, error, message = 503, "print_busy", "正在打印的人较多，请稍后再试。"


class TypesettingFailed(Exception):
    """The typesetter refused: a fault of ours, with what it said."""


def typeset(form: Mapping[str, Any], template: Path) -> bytes:
    """The form as a PDF, as the template says. Raises PrintBusy."""
    if not places.acquire(timeout=WAIT_SECONDS):
        raise PrintBusy
    try:
        done = subprocess.run(
            [sys.executable, "-m", "shared.printing.typeset"],
            input=json.dumps({**form, "template": str(template)}, ensure_ascii=False).encode(errors="replace"),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintBusy from error
    finally:
        places.release()
    if done.returncode != 0:
        raise TypesettingFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _main() -> None:
    # Only here, in the child: the services' processes do without its 30 MB.
    import typst

    form = sys.stdin.buffer.read().decode()
    fonts = [str(folder) for folder in font_folders()]
    template = json.loads(form)["template"]
    pdf = typst.compile(template, sys_inputs={"form": form}, font_paths=fonts, ignore_system_fonts=True)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    _main()
