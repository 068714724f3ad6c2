"""The profile service's own database; who is written there is counted."""

from services.profile.operations import figures
from shared.db import Database
from shared.figures.noticing import tell_what_is_written

db = Database("profile")
tell_what_is_written(figures.person_of, figures.tell_written)
