"""What auth hears: corrections that administrators have approved."""

from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.operations import corrections
from shared.messaging.corrections import CorrectionApproved
from shared.messaging.inbox import Consumers

consumers = Consumers("auth", db)


@consumers.consumes(CorrectionApproved, every_version=True)
def apply_correction(session: Session, message: CorrectionApproved) -> None:
    """Profile has settled that facts of a person are to change."""
    corrections.apply_correction(session, message)
