"""Which columns hold encrypted values: what a change of keys goes through. A test looks whether any is missing."""

from services.auth.models.contact import Contact, ContactCode, OutgoingText
from services.auth.models.credential import Credential
from services.auth.models.person import Person
from services.auth.models.second_factor import RecoveryCode, SecondFactor
from shared.jobs import JobLine
from shared.keyed_columns import SealedColumn

KEY, CODES_KEY = "data-auth", "first-password"
ID_NUMBERS = SealedColumn(Person.id_number, KEY, lambda row: f"person|id_number|{row}")
CONTACTS = SealedColumn(Contact.value, KEY, lambda row: f"contact|value|{row}")
SEALED = (
    ID_NUMBERS,
    SealedColumn(SecondFactor.seed, KEY, lambda row: f"second_factor|seed|{row}"),
    CONTACTS,
    SealedColumn(ContactCode.value, KEY, lambda row: f"contact_code|value|{row}"),
    SealedColumn(OutgoingText.content, KEY, lambda row: f"outgoing_text|content|{row}"),
    SealedColumn(JobLine.facts, KEY, lambda job, position: f"job_line|facts|{job}|{position}", member="sealed"),
    SealedColumn(Credential.first_password, CODES_KEY, lambda person: f"credential|first_password|{person}"),
    SealedColumn(RecoveryCode.code_hmac, CODES_KEY, lambda person, *_: f"recovery_code|code|{person}"),
    SealedColumn(ContactCode.code_hmac, CODES_KEY, lambda row: f"contact_code|code|{row}"),
)
