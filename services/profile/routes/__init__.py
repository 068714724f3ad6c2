"""The addresses of the API, a file for each thing."""

from services.profile.routes import (
    changes,
    code_lists,
    data_exports,
    entries,
    files,
    printouts,
    record,
    sharing,
    submissions,
)

blueprints = tuple(
    module.blueprint
    for module in (record, data_exports, entries, files, submissions, printouts, changes, sharing, code_lists)
)
