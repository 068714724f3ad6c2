"""Finding any part of a text: signs and pairs of signs are indexed, so that no dictionary of words is needed.

Chinese is written without spaces, and an index of three signs at a time, which PostgreSQL has, finds no word of two.
See docs/decisions/0038-reading-notices.md.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

import nh3

from services.notices.operations.rendering import html_of

SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
BEFORE, BEHIND = 24, 72
EXACT = 2  # a word of so few signs is itself in the index


class Passage(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    hit: bool


CUT = Passage("…", hit=False)


@cache
def _folded(sign: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())


def folded(text: str) -> str:
    """The text as it is compared: ＡＢＣ, Abc and abc are the same.

    Sign by sign, so that what is a part of a text is a part of it afterwards too.
    """
    return "".join(map(_folded, text))


def words_of(query: str) -> list[str]:
    """What is looked for; each has to be found."""
    return list(dict.fromkeys(SPACE.sub(" ", folded(query)).split()))


def indexed(text: str) -> list[str]:
    """Every sign and pair of neighbouring signs of a text that was folded."""
    return sorted({gram for word in SPACE.split(text) for gram in (*word, *map("".join, pairwise(word)))})


def needed(words: Sequence[str]) -> list[str]:
    """What of the index a text has that contains the words."""
    return sorted({gram for word in words for gram in ([word] if len(word) == 1 else map("".join, pairwise(word)))})


def plain_text(markdown: str) -> str:
    """What people see of a text, without its marks."""
    return html.unescape(nh3.clean(html_of(markdown), tags=set()))


def passage_of(text: str, words: Sequence[str], *, whole: bool = False) -> list[Passage]:
    """The text, or the part of it around the first hit, with every hit told apart; its beginning if there is none."""
    sources = [place for place, sign in enumerate(text) for _ in _folded(sign)]
    compared = folded(text)
    found = (match.span() for word in words for match in re.finditer(re.escape(word), compared))
    hits = {place for start, end in found for place in sources[start:end]}
    begin = 0 if whole else max(min(hits, default=0) - BEFORE, 0)
    end = len(text) if whole else min(begin + BEFORE + BEHIND, len(text))
    pieces = [
        Passage("".join(text[place] for place in places), hit)
        for hit, places in groupby(range(begin, end), hits.__contains__)
    ]
    return [*[CUT] * (begin > 0), *pieces, *[CUT] * (end < len(text))]
