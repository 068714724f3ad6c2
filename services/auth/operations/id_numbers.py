"""ID numbers: one spelling, and the index by which they are found without being readable."""

import unicodedata

from shared.crypto import blind_index

PURPOSE = "person.id_number"
RESIDENT_CARD, OTHER_DOCUMENT = "01", "99"


def normalised_id_number(number: str) -> str:
    """One spelling for one number: full-width digits, a small x and spaces around it do not make another person."""
    return unicodedata.normalize("NFKC", number).strip().upper()


def index_of(id_number: str) -> bytes:
    """What a person is found by who signs in with the ID number."""
    return blind_index(normalised_id_number(id_number), purpose=PURPOSE)
