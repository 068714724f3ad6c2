"""重新开放填写: an administrator has an approved record opened again, for its person to correct it."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.review.models import Case, Reopening
from services.review.policy import Action, can
from services.review.queries import find_case, standing_in
from shared.auth import Actor
from shared.errors import DomainError, NotAllowed
from shared.messaging.outbox import publish
from shared.messaging.reopening import ReopeningOrdered


class NothingToReopen(DomainError):
    """Only the newest submission of a record, only an approved one, and only where its person is now."""

    status, error = 409, "nothing_to_reopen"
    message = (
        "只有最近一次提交且已审核通过的个人信息，才能由本人现单位或其上级的管理员重新开放填写。请刷新页面查看最新状态。"
    )


def reopen(session: Session, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Ask the profile service, which owns the record's status, to open it again; doing it twice changes nothing.

    Raises NotFound, NotAllowed or NothingToReopen.
    """
    case = find_case(session, actor, case_id, lock=True)
    standing = standing_in(session, actor, [case])[case.id]
    if standing.administers_as is None:
        raise NotAllowed
    if session.get(Reopening, case.id):
        return case
    role = standing.reopens_as
    if role is None or not can(actor, Action.REOPEN, case, standing):
        raise NothingToReopen
    session.add(Reopening(case_id=case.id, by=actor.id, role=role, reason=reason))
    session.flush()  # the database sets the time, and keeps apart two who do it at once
    publish(
        session,
        ReopeningOrdered(
            version=case.version,
            case_id=case.id,
            person_id=case.person_id,
            submission_id=case.submission_id,
            reason=reason,
            ordered_by=actor.id,
            role=role,
        ),
    )
    return case
