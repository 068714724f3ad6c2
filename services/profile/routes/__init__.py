"""The addresses of the API, a file for each thing."""

from services.profile.routes import changes, code_lists, entries, files, record, sharing, submissions

blueprints = tuple(module.blueprint for module in (record, entries, files, submissions, changes, sharing, code_lists))
