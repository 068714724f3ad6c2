"""Makes `divisions.txt`: every division of GB/T 2260 that is or was, from python-stdnum. Run by `make codes`.

The history of a code reads "[1983-2019]old name,[2020-]new name" there; the last name is kept, with the years from
the first to the last. See docs/decisions/0009-divisions.md.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version

from stdnum import numdb

from shared.catalogue.codes.divisions import DIVISIONS_FILE

PERIOD = re.compile(r"(?:\[(?P<first>\d*)-(?P<last>\d*)\])?(?P<name>[^,\[\]]+)")
SIMPLIFIED = str.maketrans("達區嶺員會別門", "达区岭员会别门")

# Districts of Hangzhou since 2021 that the source does not have yet.
MISSING = {"330113": "[2021-]临平区", "330114": "[2021-]钱塘区"}
# Left open in the source, although the places have other codes now: 神农架林区 429021, 随州市 421300.
STALE = frozenset({"422900", "422921", "429001"})


def histories() -> dict[str, str]:
    """The history of every code."""
    found = {
        digits + rest: facts["county"]
        for _, digits, _, _, children in numdb.get("cn/loc").prefixes
        for _, rest, _, facts, _ in children
    }
    return {code: history for code, history in (found | MISSING).items() if code not in STALE}


def lines() -> Iterator[str]:
    """The source, then one line for each code: code, name, first and last year, either empty if it is not known."""
    yield f"python-stdnum {version('python-stdnum')}\n"
    for code, history in sorted(histories().items()):
        periods = list(PERIOD.finditer(history))
        first, last = periods[0]["first"] or "", periods[-1]["last"] or ""
        yield "\t".join((code, periods[-1]["name"].translate(SIMPLIFIED), first, last)) + "\n"


if __name__ == "__main__":
    DIVISIONS_FILE.write_text("".join(lines()))
