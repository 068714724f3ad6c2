"""Setting the chain of stages of a unit and those below it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from services.review.models import Chain, ChainStage, Resume
from services.review.queries import find_unit_line
from shared.auth import Actor, Role


def set_chain(
    session: Session, actor: Actor, unit_id: UUID, stages: Sequence[ChainStage] | None, resume: Resume
) -> None:
    """Set the chain for cases opened from now on; running cases keep theirs. None: as the unit above has it.

    Review chains are the system administrator's to set. Raises NotFound for a unit beyond the actor's.
    """
    find_unit_line(session, actor, unit_id, Role.SYSTEM_ADMIN)
    chosen = None if stages is None else msgspec.to_builtins(list(stages))
    session.add(Chain(unit_id=unit_id, stages=chosen, resume=resume, by=actor.id))
    session.flush()
