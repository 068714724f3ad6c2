"""Makes `pinyin.txt`: the syllables of every name in the code lists. Run by `make codes`."""

from collections.abc import Iterator

from pypinyin import lazy_pinyin

from shared.catalogue.codes import CODE_LISTS
from shared.catalogue.codes.pinyin import SYLLABLES_FILE


def syllables(name: str) -> str:
    """The syllables of a name without tones; letters and digits in it stand as they are, in lower case."""
    bare = ("".join(sign for sign in part.lower() if sign.isascii() and sign.isalnum()) for part in lazy_pinyin(name))
    return " ".join(part for part in bare if part)


def lines() -> Iterator[str]:
    """One line for each name, in the order of the names."""
    for name in sorted({part for codes in CODE_LISTS.values() for entry in codes.entries for part in entry.parts}):
        yield f"{name}\t{syllables(name)}\n"


if __name__ == "__main__":
    SYLLABLES_FILE.write_text("".join(lines()))
