"""待提交的变更: what is typed into the form of a change request is kept by itself until it is handed in."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, false, func, or_, select
from sqlalchemy.orm import Session

from services.profile.models import ChangeDraft, Record
from services.profile.operations.drafts import LARGEST, DraftTooLarge, named_files
from services.profile.operations.values import EntryInvalid, own_files
from services.profile.operations.wishes import Target, Wish, approved_record, target_of
from shared.catalogue import Section
from shared.errors import DomainError, NotFound

MOST = 50


class TooManyDrafts(DomainError):
    """What is prepared is handed in sooner or later, and not a store of its own."""

    status, error, message = 409, "too_many_drafts", "待提交的变更最多 {most} 项，请先提交或放弃其中一部分。"


def keep_change_draft(
    session: Session, person_id: UUID, draft_id: UUID, wish: Wish, *, now: datetime | None = None
) -> ChangeDraft:
    """Keep what stands in the form, in place of what was kept of it before. Its values are not judged.

    That is work on the record: who was at it before a window closed has the grace of that window.


    Raises RecordNotApproved, NotFound, EntryInvalid, DraftTooLarge and TooManyDrafts.
    """
    record = approved_record(session, person_id)
    target = target_of(session, record, wish)
    _refuse_foreign(target.section, wish)
    typed = {"data": wish.data, "reason": wish.reason, "files": wish.files}
    if len(json.dumps(typed, default=str)) > LARGEST:
        raise DraftTooLarge
    evidence = {UUID(str(file["id"])) for file in wish.files}
    files = own_files(session, person_id, named_files(target.section, wish.data) | evidence)
    draft = _draft_for(session, record, target, draft_id)
    draft.values = json.loads(json.dumps(typed, default=str))
    draft.action, draft.base_version, draft.files = wish.action, wish.base_version, list(files)
    draft.updated_at = now or datetime.now(UTC)
    record.sit(draft.updated_at)
    return draft


def drop_change_draft(session: Session, record_id: UUID, draft_id: UUID) -> None:
    """Forget what was prepared; nothing happens if it is not there."""
    session.execute(delete(ChangeDraft).where(ChangeDraft.id == draft_id, ChangeDraft.record_id == record_id))


def drop_drafts_of(session: Session, record: Record, target: Target, draft_id: UUID | None) -> None:
    """Forget what was prepared for what has now been handed in."""
    session.execute(delete(ChangeDraft).where(or_(_same_form(record, target), _own(record, draft_id))))


def change_drafts_of(session: Session, record_id: UUID) -> list[ChangeDraft]:
    """All that a person is preparing, in the order in which it was begun or last typed."""
    found = select(ChangeDraft).where(ChangeDraft.record_id == record_id)
    return list(session.scalars(found.order_by(ChangeDraft.updated_at, ChangeDraft.id)))


def wish_of(draft: ChangeDraft) -> Wish:
    """The wish as it stands in the draft."""
    return Wish(
        section=draft.section,
        action=draft.action,
        entry_id=draft.entry_id,
        base_version=draft.base_version,
        draft_id=draft.id,
        **draft.values,
    )


def _draft_for(session: Session, record: Record, target: Target, draft_id: UUID) -> ChangeDraft:
    """The draft of this id, or a new one in place of any other about the same entry; raises NotFound if it is taken."""
    session.execute(delete(ChangeDraft).where(_same_form(record, target), ChangeDraft.id != draft_id))
    entry_id = target.entry.id if target.entry else None
    found = session.get(ChangeDraft, draft_id)
    if found is not None:
        if (found.record_id, found.section, found.entry_id) != (record.id, target.section.key, entry_id):
            raise NotFound
        return found
    kept = select(func.count()).where(ChangeDraft.record_id == record.id)
    if session.scalars(kept).one() >= MOST:
        raise TooManyDrafts(most=MOST)
    section = target.section
    draft = ChangeDraft(
        id=draft_id, record_id=record.id, section=section.key, single=not section.many, entry_id=entry_id
    )
    session.add(draft)
    return draft


def _same_form(record: Record, target: Target) -> Any:
    """Drafts about the same entry, or the same section of a single one; an addition is like no other."""
    if not target.section.many:
        return (ChangeDraft.record_id == record.id) & (ChangeDraft.section == target.section.key)
    return ChangeDraft.entry_id == target.entry.id if target.entry else false()


def _own(record: Record, draft_id: UUID | None) -> Any:
    return (ChangeDraft.record_id == record.id) & (ChangeDraft.id == draft_id)


def _refuse_foreign(section: Section, wish: Wish) -> None:
    """Only what a request may change is kept."""
    own = {field.key for field in section.fields if not field.locked and not field.free}
    foreign = [key for key in wish.data if key not in own]
    if foreign:
        raise EntryInvalid(fields={key: ["这一项不能申请变更。"] for key in foreign}, count=len(foreign))
