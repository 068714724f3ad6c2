"""The notices service's own database."""

from shared.db import Database

db = Database("notices")
