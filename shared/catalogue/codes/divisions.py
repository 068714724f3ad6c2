"""Administrative divisions of GB/T 2260, with their history, from the data that python-stdnum keeps.

Hebei goes down to the counties, the other provinces stand for themselves. A division whose years have ended stays
readable and is not offered any more.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from stdnum import numdb

from shared.catalogue.codes.model import Code, CodeList

STANDARD = "GB/T 2260-2007"
HOME = "13"
NAMES_HERE = {"香港特別行政區": "香港特别行政区", "澳門特別行政區": "澳门特别行政区"}
PERIOD = re.compile(r"(?:\[(?P<first>\d*)-(?P<last>\d*)\])?(?P<name>.+)")

# Led by the province directly in personnel matters, and therefore shown apart from their former prefecture. The two
# cities have codes of the standard; Xiong'an has none there and gets the one official statistics use.
XIONGAN = Code(code="133100", name="河北省雄安新区", valid_from=date(2017, 4, 1), extension=True, group="省直管")
DIRECT = frozenset({"130181", "130682"})


def provinces() -> Iterator[tuple[str, str]]:
    """The two digits and the name of every province, each once."""
    seen: dict[str, str] = {}
    for _, digits, _, facts, _ in numdb.get("cn/loc").prefixes:
        seen.setdefault(digits, NAMES_HERE.get(facts["province"], facts["province"]))
    yield from seen.items()


def home_divisions() -> dict[str, Code]:
    """The divisions of our own province under their bare names, the retired ones too."""
    found = {}
    for _, digits, _, _, children in numdb.get("cn/loc").prefixes:
        for _, rest, _, facts, _ in children if digits == HOME else ():
            found[digits + rest] = last_period(digits + rest, facts["county"])
    return found


def last_period(code: str, history: str) -> Code:
    """A code with the name it has now or had last; the history reads "[1983-2019]old name,[2020-]new name"."""
    first, last = (PERIOD.fullmatch(history.split(",")[place]) for place in (0, -1))
    if first is None or last is None:
        raise ValueError(f"unreadable history of division {code}: {history}")
    return Code(
        code=code,
        name=last["name"],
        valid_from=date(int(first["first"]), 1, 1) if first["first"] else None,
        valid_to=date(int(last["last"]), 12, 31) if last["last"] else None,
    )


def in_full(bare: dict[str, Code], province: str) -> Iterator[Code]:
    """Our divisions under their full names, because there are three counties called 桥西区."""
    for code, entry in bare.items():
        if code.endswith("0000"):
            yield replace(entry, group=province)
        elif code.endswith("00"):
            yield replace(entry, name=province + entry.name, above=(province,), group=entry.name)
        elif code in DIRECT:
            yield replace(entry, name=province + entry.name, above=(province,), group=XIONGAN.group)
        else:
            above = bare[code[:4] + "00"].name
            # "市辖区" only sums up the districts of a city.
            heading = entry.name == "市辖区"
            full = province + above + entry.name
            yield replace(entry, name=full, above=(province, above), group=above, heading=heading)


def is_prefecture(entry: Code) -> bool:
    """Whether this is our province as a whole or one of its prefectures (Xiong'an has no counties of its own yet)."""
    return entry.code.startswith(HOME) and entry.code.endswith("00") and entry is not XIONGAN


def all_divisions() -> tuple[Code, ...]:
    """Our own province down to the counties, then the other provinces."""
    names = dict(provinces())
    home = sorted(in_full(home_divisions(), names[HOME]), key=lambda entry: (entry.code in DIRECT, entry.code))
    others = (
        Code(code=f"{digits}0000", name=name, group="其他省份") for digits, name in names.items() if digits != HOME
    )
    return (*home, XIONGAN, *others)


DIVISION = CodeList("division", STANDARD, all_divisions())

# Where a person comes from is asked for to the county: at home a prefecture alone is not enough.
COUNTY = CodeList(
    "county",
    STANDARD,
    tuple(replace(entry, heading=True) if is_prefecture(entry) else entry for entry in DIVISION.entries),
)
