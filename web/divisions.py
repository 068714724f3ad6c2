"""The administrative divisions as the page's script asks for them, level by level (`static/divisions.js`).

`make codes` writes them to a file that browsers keep: [code, name, pinyin, [what lies under it]].
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shared.beijing import today
from shared.catalogue import CODE_LISTS, Code
from shared.catalogue.codes.divisions import DIRECT_GROUP
from shared.catalogue.codes.pinyin import all_syllables

TREE_FILE = Path(__file__).with_name("static") / "divisions.json"

Node = list[Any]


def tree() -> list[Node]:
    """The provinces with all that lies under them today; what a province leads directly stands beside its cities."""
    now = [one for one in CODE_LISTS["division"].entries if one.in_force(today())]
    return [node(one, _cities(one, now)) for one in now if one.code.endswith("0000")]


def node(entry: Code, under: Iterable[Node]) -> Node:
    """One division under its own name."""
    name = entry.parts[-1]
    return [entry.code, name, all_syllables()[name], list(under)]


def _cities(province: Code, now: list[Code]) -> list[Node]:
    own = [one for one in now if one.code[:2] == province.code[:2] and one is not province]
    direct = [node(one, ()) for one in own if one.group == DIRECT_GROUP]
    cities = [
        node(
            city,
            [node(one, ()) for one in own if one.code[:4] == city.code[:4] and one is not city and not _apart(one)],
        )
        for city in own
        if city.code.endswith("00") and not _apart(city)
    ]
    return [*cities, ["", DIRECT_GROUP, "sheng zhi guan", direct]] if direct else cities


def _apart(entry: Code) -> bool:
    """Whether it does not stand where its code says, or only sums up a city's districts."""
    return entry.group == DIRECT_GROUP or (entry.heading and not entry.code.endswith("00"))


def content() -> str:
    """What the file holds."""
    return json.dumps(tree(), ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    TREE_FILE.write_text(content())
