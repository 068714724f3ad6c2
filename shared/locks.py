"""What only one may do at a time in a database: each thing under a number that no other has."""

from enum import IntEnum, unique

from sqlalchemy import text
from sqlalchemy.orm import Session

WAIT = text("SELECT pg_advisory_xact_lock(:lock)")
WAIT_FOR_THE_ONE = text("SELECT pg_advisory_xact_lock_shared(:lock)")
WAIT_FOR_THING = text("SELECT pg_advisory_xact_lock(hashtextextended(:thing, 0))")
TRY = text("SELECT pg_try_advisory_xact_lock(:lock)")


@unique
class Lock(IntEnum):
    """The numbers; processes of the release before have to find the same ones."""

    MIGRATING = 7_253_001
    ASSIGNING = 7_253_002
    STRIKING_CLOCKS = 7_253_003
    SUMMING_FIGURES = 7_253_004
    MOVING_UNITS = 7_253_005
    LINKING_AUDIT = 7_253_006
    ADDING_CODES = 7_253_011
    MERGING_ACCOUNTS = 7_041_043


def wait_for(session: Session, lock: Lock) -> None:
    """Be the only one at this until the transaction ends."""
    session.execute(WAIT, {"lock": lock})


def wait_for_thing(session: Session, thing: str) -> None:
    """Be the only one who is at this thing until the transaction ends; what else is done to others goes on beside."""
    session.execute(WAIT_FOR_THING, {"thing": thing})


def wait_for_the_one(session: Session, lock: Lock) -> None:
    """Let nobody be the only one at this until the transaction ends; others who ask so go on beside."""
    session.execute(WAIT_FOR_THE_ONE, {"lock": lock})


def is_free(session: Session, lock: Lock) -> bool:
    """Be the only one at this until the transaction ends, unless somebody else is."""
    return bool(session.scalar(TRY, {"lock": lock}))
