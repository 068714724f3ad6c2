"""How names are spoken: for their order, and to be looked up by the sound, whole (zhangsan) or by initials (zs)."""

import re
import unicodedata

# Signs that are read otherwise where they begin a name.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "单于": "chan yu",
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
    "任": "ren",
    "乐": "yue",
    "员": "yun",
    "秘": "bi",
    "种": "chong",
    "重": "chong",
    "折": "she",
    "逄": "pang",
    "繁": "po",
    "谌": "chen",
    "祭": "zhai",
    "尉": "wei",
    "冼": "xian",
    "洗": "xian",
    "召": "shao",
    "宓": "mi",
    "褚": "chu",
    "臧": "zang",
    "车": "che",
    "华": "hua",
    "葛": "ge",
    "燕": "yan",
    "哈": "ha",
    "黑": "he",
    "隗": "wei",
    "郇": "xun",
    "麴": "qu",
    "邸": "di",
    "柏": "bai",
}
LONGEST_SURNAME = 2
NOT_SPOKEN = re.compile(r"[^a-z0-9]")


def spoken(name: str) -> tuple[str, str]:
    """A name's syllables without tones and spaces, and their initials."""
    parts = [part for part in (plain(syllable) for syllable in syllables(name)) if part]
    return "".join(parts), "".join(part[0] for part in parts)


def plain(text: str) -> str:
    """Letters as they are typed on any keyboard: small, without accents, spaces and apostrophes; ü is v."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ü", "v"))
    return NOT_SPOKEN.sub("", decomposed)


def syllables(name: str) -> list[str]:
    """A name's syllables, its surname read as surnames are."""
    for length in range(LONGEST_SURNAME, 0, -1):
        if name[:length] in SURNAMES:
            return SURNAMES[name[:length]].split() + _syllables_of_rest(name[length:])
    return _syllables_of_rest(name)


def _syllables_of_rest(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # dear: 300 ms, which a command that names nobody need not spend

    # Text in other letters comes as one piece: each of its words begins a syllable.
    return [word for piece in lazy_pinyin(text) for word in piece.split()]
