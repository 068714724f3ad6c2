"""Administrative divisions of GB/T 2260: province, prefecture and county of the whole country, and those that were.

A division whose years have ended stays readable and is not offered any more. The data is made by `make codes`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from msgspec import structs

from shared.catalogue.codes.model import Code, CodeList

STANDARD = "GB/T 2260-2007"
DIVISIONS_FILE = Path(__file__).with_name("divisions.txt")

# Rows that only sum up what lies under a province or a city; no full name holds them.
SUMS = ("市辖区", "县", "省直辖", "自治区直辖")

# Led by the province directly in personnel matters, and therefore shown apart from their former prefecture. The two
# cities have codes of the standard; Xiong'an has none there and gets the one official statistics use.
HOME, DIRECT_GROUP = "河北省", "省直管"
XIONGAN = Code(
    code="133100",
    name=f"{HOME}雄安新区",
    above=(HOME,),
    valid_from=date(2017, 4, 1),
    extension=True,
    group=DIRECT_GROUP,
)
DIRECT = frozenset({"130181", "130682"})


def read_divisions() -> tuple[str, dict[str, list[str]]]:
    """Where the data comes from, and of every division by its code its bare name, its first and its last year."""
    source, *lines = DIVISIONS_FILE.read_text().splitlines()
    return source, {code: facts for code, *facts in (line.split("\t") for line in lines)}


def in_full(bare: dict[str, list[str]]) -> Iterator[Code]:
    """The divisions under their full names, because there are three counties called 桥西区."""
    for code, (name, first, last) in bare.items():
        path = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
        levels = [bare[one][0] for one in path if one in bare]
        over = levels[: 1 if code in DIRECT else -1]
        above = tuple(one for one in over if not one.startswith(SUMS))
        yield Code(
            code=code,
            name="".join((*above, name)),
            valid_from=date(int(first), 1, 1) if first else None,
            valid_to=date(int(last), 12, 31) if last else None,
            above=above,
            group=DIRECT_GROUP if code in DIRECT else "".join(levels[:2]),
            heading=name.startswith(SUMS),
        )


def above_counties(divisions: tuple[Code, ...]) -> frozenset[str]:
    """The provinces and prefectures under which there are counties today."""
    counties = [one.code for one in divisions if one.valid_to is None and not one.heading and one.code[4:] != "00"]
    return frozenset(above for code in counties for above in (f"{code[:2]}0000", f"{code[:4]}00"))


def all_divisions(bare: dict[str, list[str]]) -> tuple[Code, ...]:
    """In the order of the codes, those led by our province directly behind its others."""
    ordered = sorted(in_full(bare), key=lambda one: (one.code[:2], one.code in DIRECT, one.code))
    last = max(place for place, one in enumerate(ordered) if one.above[:1] == (HOME,))
    return (*ordered[: last + 1], XIONGAN, *ordered[last + 1 :])


SOURCE, _BARE = read_divisions()
DIVISION = CodeList("division", STANDARD, all_divisions(_BARE), source=SOURCE, nested=True)

# Where a person comes from is asked for to the county, wherever there are counties.
_TOO_WIDE = above_counties(DIVISION.entries)
COUNTY = replace(
    DIVISION,
    name="county",
    entries=tuple(structs.replace(one, heading=True) if one.code in _TOO_WIDE else one for one in DIVISION.entries),
)
