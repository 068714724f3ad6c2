"""Identity documents other than the resident card, and the words that the form has for those who hold them."""

from dataclasses import dataclass

# Codes of the list id_type. Holders of a passport may be Chinese who live abroad; a permanent residence card is only
# given to foreigners; the others are people from Hong Kong, Macao and Taiwan.
PASSPORT, PERMANENT_RESIDENCE = "02", "06"
ABROAD = frozenset({PASSPORT, PERMANENT_RESIDENCE})
OUTSIDE_THE_MAINLAND = ABROAD | {"03", "04", "05"}


@dataclass(frozen=True)
class Variant:
    """What a field is called, and what is said of it, for holders of a document; empty words change nothing."""

    id_type: str
    label: str = ""
    help: str = ""
