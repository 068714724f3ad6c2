"""The order of names: as they are spoken, for no collation of the database knows it."""

from shared.pinyin import syllables


def name_key(name: str) -> str:
    """By what a name is sorted: its syllables without tones, and then itself."""
    return " ".join([*syllables(name.lower()), name])
