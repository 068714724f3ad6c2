"""The addresses of the API, a file for each thing."""

from services.profile.routes import (
    change_drafts,
    changes,
    code_additions,
    code_lists,
    consents,
    corrections,
    data_exports,
    entries,
    figures,
    files,
    partners,
    people_sheets,
    printouts,
    record,
    reviewing,
    sharing,
    submissions,
    windows,
)

MODULES = (
    record,
    data_exports,
    entries,
    files,
    submissions,
    reviewing,
    printouts,
    change_drafts,
    changes,
    corrections,
    sharing,
    consents,
    partners,
    code_lists,
    code_additions,
    windows,
    figures,
    people_sheets,
)
blueprints = tuple(module.blueprint for module in MODULES)
