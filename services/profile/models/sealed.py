"""Which columns hold encrypted values: what a change of keys goes through. A test looks whether any is missing."""

from services.profile.models.change_draft import ChangeDraft
from services.profile.models.correction import Correction
from services.profile.models.draft import Draft
from services.profile.models.partner import PartnerSecret
from services.profile.models.person import Person
from services.profile.models.record import Entry, RemovedEntry
from services.profile.models.submission import Submission
from shared.keyed_columns import SealedColumn

KEY = "data-profile"
SEALED = (
    SealedColumn(Person.encrypted_id_number, KEY, lambda row: f"person|id_number|{row}"),
    SealedColumn(Submission.encrypted_id_number, KEY, lambda row: f"submission|id_number|{row}"),
    SealedColumn(Submission.encrypted_salt, KEY, lambda row: f"submission|salt|{row}"),
    SealedColumn(Entry.encrypted, KEY, lambda row: f"entry|encrypted|{row}"),
    SealedColumn(RemovedEntry.encrypted, KEY, lambda row: f"entry|encrypted|{row}"),
    SealedColumn(Draft.encrypted, KEY, lambda row: f"draft|encrypted|{row}"),
    SealedColumn(ChangeDraft.encrypted, KEY, lambda row: f"change_draft|encrypted|{row}"),
    SealedColumn(Correction.encrypted_numbers, KEY, lambda row: f"correction|numbers|{row}"),
    SealedColumn(Correction.encrypted_salt, KEY, lambda row: f"correction|salt|{row}"),
    SealedColumn(PartnerSecret.encrypted, KEY, lambda row: f"partner_secret|encrypted|{row}"),
)
