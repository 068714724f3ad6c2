"""The review service's own database; the cases that are written there are counted."""

from services.review.operations import figures
from shared.db import Database
from shared.figures.noticing import tell_what_is_written

db = Database("review")
tell_what_is_written(figures.case_of, figures.tell_written)
