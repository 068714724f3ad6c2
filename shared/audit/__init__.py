"""The audit log: who did what, when and from where, written in the transaction of the deed itself.

Nothing has to be called for a row to be there: every transaction of a route that writes leaves one, and so does every
refusal. `note` adds what only the operation knows, `recorded` marks a GET of which a row is kept, and `routine` the few
writing routes of which none is.
"""

from shared.audit.deed import Deed, Result, doing, note
from shared.audit.requests import recorded, routine
from shared.audit.writing import write

__all__ = ["Deed", "Result", "doing", "note", "recorded", "routine", "write"]
