"""Showing a reviewer the whole ID number, which is masked everywhere else; each look is on record."""

import structlog
from sqlalchemy.orm import Session

from services.profile.models import Correction, Numbers, OpenedNumber, Submission
from services.profile.operations.passes import CasePass
from shared import audit
from shared.auth import Actor
from shared.errors import DomainError, NotFound

log = structlog.get_logger()


class NotHolder(DomainError):
    """Only whoever has to decide needs the number."""

    status, error = 403, "not_holder"
    message = "只有正在审核该审核件的人员可以查看完整证件号码。如需查看，请先接手。"


def open_number(session: Session, submission: Submission, viewer: Actor, given: CasePass | None) -> str:
    """The ID number of a snapshot that the viewer has open, for the holder of its case. Raises NotHolder."""
    if given is None or not given.decides:
        raise NotHolder
    session.add(
        OpenedNumber(record_id=submission.record_id, submission_id=submission.id, case_id=given.case_id, by=viewer.id)
    )
    audit.note(case_id=str(given.case_id))
    log.info("id number opened", submission_id=str(submission.id), case_id=str(given.case_id))
    return submission.id_number


def open_numbers(
    session: Session, correction: Correction, viewer: Actor, given: CasePass | None, *, reason: str
) -> Numbers:
    """The ID number as it is and as it should be, for whoever decides about it, who says why they need to be seen.

    Raises NotHolder, and NotFound for a correction that is about no number.
    """
    if given is None or not given.decides:
        raise NotHolder
    numbers = correction.numbers
    if numbers is None:
        raise NotFound
    session.add(
        OpenedNumber(
            record_id=correction.record_id,
            correction_id=correction.id,
            case_id=given.case_id,
            by=viewer.id,
            reason=reason,
        )
    )
    log.info("id numbers opened", correction_id=str(correction.id), case_id=str(given.case_id))
    return numbers
