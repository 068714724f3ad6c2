"""The order of names: as they are spoken, for no collation of the database knows it."""

from pypinyin import lazy_pinyin

# Signs that are read otherwise where they begin a name.
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "解": "xie",
}


def name_key(name: str) -> str:
    """By what a name is sorted: its syllables without tones, and then itself."""
    syllables = lazy_pinyin(name.lower())
    if name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return " ".join([*syllables, name])
