"""Finding a code by what people type: a piece of its name, or the beginnings of its syllables.

"gaoji", "gjgcs" and "gaojigcs" all find 高级工程师. The page's own script (`web/static/combobox.js`) searches by the
same rule. The syllables are made once by `make codes`, because the library that knows them costs every process
150 ms and 60 MB.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

SYLLABLES_FILE = Path(__file__).with_name("pinyin.txt")


@cache
def all_syllables() -> dict[str, str]:
    """The syllables of every name, separated by blanks."""
    return dict(line.split("\t") for line in SYLLABLES_FILE.read_text().splitlines())


def plain(text: str) -> str:
    """Text as it is compared: one width, small letters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def place_of(typed: str, name: str, syllables: str) -> int | None:
    """Where in a name something typed stands: 0 at its beginning, 1 further on, None if nowhere."""
    wanted = plain(typed)
    if wanted in (whole := plain(name)):
        return int(not whole.startswith(wanted))
    if not (wanted.isascii() and wanted.isalnum()):
        return None
    # Each letter follows the one before it in the same syllable, or begins the next syllable.
    found = re.search(r"\b" + "(?:[a-z0-9]* )?".join(wanted), syllables)
    return int(found.start() > 0) if found else None
