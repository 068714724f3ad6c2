"""Which columns hold encrypted values: what a change of keys goes through. A test looks whether any is missing."""

from services.auth.models.contact import Contact, ContactCode, OutgoingText
from services.auth.models.person import Person
from services.auth.models.second_factor import SecondFactor
from shared.reencryption import SealedColumn

SEALED = (
    SealedColumn(Person.id_number, "data-auth", lambda row: f"person|id_number|{row}"),
    SealedColumn(SecondFactor.seed, "data-auth", lambda row: f"second_factor|seed|{row}"),
    SealedColumn(Contact.value, "data-auth", lambda row: f"contact|value|{row}"),
    SealedColumn(ContactCode.value, "data-auth", lambda row: f"contact_code|value|{row}"),
    SealedColumn(OutgoingText.content, "data-auth", lambda row: f"outgoing_text|content|{row}"),
)
