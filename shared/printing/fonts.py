"""The fonts of everything printed, and what is printed in place of a character that none of them has."""

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from noto_cjk_sans_otc import FONT_PATH

NOTO = Path(str(FONT_PATH))
SIMPLIFIED = 2  # the face of the collection with the forms of the mainland
# Tens of thousands of characters outside the BMP. It is in no Python package: stack/setup/fonts.sh brings it, or the
# system's administrator installs it.
RARE_NAME = "HanaMinB.ttf"
RARE_FOLDERS = (Path(sys.prefix) / "share/fonts", Path("/usr/share/fonts/truetype/hanazono"))
FAMILIES = ("Noto Sans CJK SC", "HanaMinB")
# Variation selectors and characters of no width, which fonts need not list.
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
UNKNOWN = "〓"  # the "geta" of typesetters: here stands a character that the case doesn't hold

log = structlog.get_logger()


def rare_font() -> Path | None:
    """Where the font of rare characters lies, if this machine has it."""
    return next((folder / RARE_NAME for folder in RARE_FOLDERS if (folder / RARE_NAME).is_file()), None)


def font_folders() -> list[Path]:
    """Where the typesetter finds the fonts; no other fonts of the machine are used, so every form looks alike."""
    rare = rare_font()
    return [font.parent for font in (NOTO, rare) if font]


def printable(text: str) -> str:
    """The text as it can be printed: a character that no font has becomes 〓 with its number in Unicode."""
    return "".join(sign if _has(sign) else f"{UNKNOWN}（U+{ord(sign):04X}）" for sign in text)


def printed_as(said: Any) -> Any:
    """Everything that is said, each text as the fonts can print it."""
    match said:
        case str():
            return printable(said)
        case dict():
            return {key: printed_as(value) for key, value in said.items()}
        case list():
            return [printed_as(value) for value in said]
        case _:
            return said


def _has(sign: str) -> bool:
    return sign.isspace() or bool(INVISIBLE.match(sign) or _glyphs()[ord(sign)])


@cache
def _glyphs() -> bytearray:
    """For each number in Unicode whether a font has a glyph for it; read once, for it takes a third of a second."""
    # Only here: the typesetting child, which starts with every form, does without it.
    from fontTools.ttLib import TTFont

    known = bytearray(sys.maxunicode + 1)
    rare = rare_font()
    if rare is None:
        log.warning("font of rare characters missing", name=RARE_NAME)
    for font, face in ((NOTO, SIMPLIFIED), (rare, -1)):
        if font:
            with TTFont(font, fontNumber=face, lazy=True) as opened:
                for number in opened.getBestCmap():
                    known[number] = 1
    return known
