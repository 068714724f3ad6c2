"""ID numbers: the index by which they are found without being readable."""

from shared.catalogue.identity import normalised_id_number
from shared.crypto import blind_index

PURPOSE = "person.id_number"
RESIDENT_CARD, OTHER_DOCUMENT = "01", "99"


def index_of(id_number: str) -> bytes:
    """What a person is found by who signs in with the ID number."""
    return blind_index(normalised_id_number(id_number), purpose=PURPOSE)
