"""The catalogue of the record: sections and fields as data, and what reads them.

Validation, forms, comparison and display come from the one definition in `sections/`; code lists lie in `codes/`.
"""

from shared.catalogue.checking import check_entry, check_record, check_value
from shared.catalogue.codes import CODE_LISTS, EXTENSIBLE, Addition, Code, CodeList
from shared.catalogue.derived import current_title, derived
from shared.catalogue.display import FieldDifference, compare, display, summary
from shared.catalogue.identity import masked, tells_of_birth
from shared.catalogue.model import (
    CatalogueContext,
    Checked,
    Field,
    FieldType,
    Lock,
    Problem,
    Section,
    Severity,
    Sharing,
    When,
    as_codes,
)
from shared.catalogue.sections import (
    SECTIONS,
    UnknownSection,
    free_fields,
    section,
    sensitive_fields,
    shareable_fields,
    snapshot_fields,
)
from shared.catalogue.suiting import asked_for, suited

__all__ = [
    "CODE_LISTS",
    "EXTENSIBLE",
    "SECTIONS",
    "Addition",
    "CatalogueContext",
    "Checked",
    "Code",
    "CodeList",
    "Field",
    "FieldDifference",
    "FieldType",
    "Lock",
    "Problem",
    "Section",
    "Severity",
    "Sharing",
    "UnknownSection",
    "When",
    "as_codes",
    "asked_for",
    "check_entry",
    "check_record",
    "check_value",
    "compare",
    "current_title",
    "derived",
    "display",
    "free_fields",
    "masked",
    "section",
    "sensitive_fields",
    "shareable_fields",
    "snapshot_fields",
    "suited",
    "summary",
    "tells_of_birth",
]
