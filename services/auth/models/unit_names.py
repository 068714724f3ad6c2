"""Names of units: one spelling, so that no stray space makes one unit two, and what a unit is found by."""

import re
import unicodedata

from shared.catalogue.codes.pinyin import plain

HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
SPACE_AT_HAN = re.compile(rf"(?<={HAN})\s+|\s+(?={HAN})|\s+(?=[（）])|(?<=[（）])\s+")
BRACKETS = str.maketrans("()", "（）")
UNSEEN = {"Cc", "Cf"}


def normalised_unit_name(name: str) -> str:
    """One spelling for one name: one width, nothing unseen, no space around it or at a Chinese sign.

    Brackets are as they are printed in Chinese names.
    """
    whole = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in whole if sign.isspace() or unicodedata.category(sign) not in UNSEEN)
    if re.search(HAN, seen):
        seen = SPACE_AT_HAN.sub("", seen.translate(BRACKETS))
    return " ".join(seen.split())


def unit_name_key(name: str) -> str:
    """What two names that only look different have in common."""
    return plain(normalised_unit_name(name))


def search_text(name: str, code: str) -> str:
    """What a unit is found by, each on a line: the name, the code, the first letters of its syllables, all of them."""
    from pypinyin import Style, lazy_pinyin  # dear: 300 ms, which a command that names nobody need not spend

    syllables = lazy_pinyin(name)
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "\n".join((unit_name_key(name), code.casefold(), plain("".join(initials)), plain("".join(syllables))))
