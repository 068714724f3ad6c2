"""The review service's own database."""

from shared.db import Database

db = Database("review")
