"""Several changes handed in together: all of them, or none and every reason why."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest
from services.profile.operations.change_drafts import change_drafts_of, wish_of
from services.profile.operations.change_requests import request_change
from services.profile.operations.wishes import approved_record
from shared.errors import DomainError, NotFound


class BundleRefused(DomainError):
    """Some of the changes can't be handed in as they are; `refusals` says for each draft what is to be done."""

    status, error, message = 422, "bundle_refused", "有 {count} 项还不能提交，请按提示修改；所选各项都没有提交。"


def hand_in_together(
    session: Session, person_id: UUID, draft_ids: list[UUID], *, now: datetime | None = None
) -> list[ChangeRequest]:
    """Hand in these drafts as requests of one bundle, one transaction, each to be decided by itself.

    Raises RecordNotApproved and BundleRefused.
    """
    record = approved_record(session, person_id)
    drafts = {draft.id: draft for draft in change_drafts_of(session, record.id)}
    bundle_id = uuid4() if len(draft_ids) > 1 else None
    requests: list[ChangeRequest] = []
    refusals: list[dict[str, Any]] = []
    for draft_id in draft_ids:
        try:
            if draft_id not in drafts:
                raise NotFound
            wish = wish_of(drafts[draft_id])
            requests.append(request_change(session, person_id, wish, bundle_id=bundle_id, now=now))
        except DomainError as error:
            refusals.append(_refusal(draft_id, error))
    if refusals:
        raise BundleRefused(count=len(refusals), refusals=refusals)
    return requests


def _refusal(draft_id: UUID, error: DomainError) -> dict[str, Any]:
    return {"draft": str(draft_id), "error": error.error, "detail": str(error), "fields": error.fields}
