"""The addresses of the API, a file for each thing."""

from services.profile.routes import changes, files, record, sharing, submissions

blueprints = tuple(module.blueprint for module in (record, files, submissions, changes, sharing))
