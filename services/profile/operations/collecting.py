"""Which uploaded files nothing refers to any more, and letting go of them.

In two steps, each a transaction of its own. A file is condemned: locked, found to be named nowhere, and from then on
not to be attached any more. Only then its content is removed from the store, and at last the row. A crash in between
leaves a condemned file, which the next run finishes; a file that something names is never among them.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, delete, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from services.profile.models import (
    ChangeDraft,
    ChangeRequest,
    Correction,
    Draft,
    Entry,
    File,
    Person,
    RemovedEntry,
    Submission,
)

EVERY_ID = "$.**.id"
# All that names files. A share sends a snapshot; the log of changes tells names, and opens nothing.
NAMING = (
    (Entry.data, Entry.record_id),
    (RemovedEntry.data, RemovedEntry.record_id),
    (Submission.kept, Submission.record_id),
    (ChangeRequest.old, ChangeRequest.record_id),
    (ChangeRequest.new, ChangeRequest.record_id),
    (ChangeRequest.files, ChangeRequest.record_id),
    (Correction.files, Correction.record_id),
)


def owners_of_old_files(session: Session, *, uploaded_before: datetime, after: UUID | None, limit: int) -> list[UUID]:
    """Who has files that might be condemned: the next ones `after` an owner, in the order of their ids."""
    old = select(File.owner_id).where(_old(uploaded_before))
    if after:
        old = old.where(File.owner_id > after)
    return list(session.scalars(old.distinct().order_by(File.owner_id).limit(limit)))


def condemn(session: Session, owner_id: UUID, *, uploaded_before: datetime) -> int:
    """Condemn the old files of a person that nothing names; returns how many.

    A file that is just being attached is locked and left alone; one that is asked for after us waits, and is refused.
    """
    found = select(File).where(File.owner_id == owner_id, _old(uploaded_before)).order_by(File.id)
    files = session.scalars(found.with_for_update(key_share=True, skip_locked=True)).all()
    # A statement of its own, behind the locks: it sees what was attached until then.
    named = _named(session, owner_id)
    condemned = [file for file in files if file.id not in named]
    for file in condemned:
        file.condemned_at = func.now()
    return len(condemned)


def condemned_files(session: Session, *, limit: int) -> list[File]:
    """Some of the files whose content is to be removed."""
    return list(session.scalars(select(File).where(File.condemned_at.is_not(None)).order_by(File.id).limit(limit)))


def forget(session: Session, file_id: UUID) -> None:
    """Remove what is known of a condemned file, its content being gone."""
    session.execute(delete(File).where(File.id == file_id, File.condemned_at.is_not(None)))


def _old(uploaded_before: datetime) -> ColumnElement[bool]:
    return (File.created_at < uploaded_before) & File.condemned_at.is_(None)


def _records_of(owner_id: UUID) -> Select[tuple[UUID]]:
    """The ids of a person's record, and of those of the accounts that went into theirs."""
    own = select(literal(owner_id).label("id")).cte(recursive=True)
    all_own = own.union(select(Person.id).join(own, Person.merged_into == own.c.id))
    return select(all_own.c.id)


def _named(session: Session, owner_id: UUID) -> set[UUID]:
    """Every id that the person's record names, and those of accounts that went into theirs, from which files follow.

    In one statement, so that what moves between places is seen in one.
    """
    records = _records_of(owner_id)
    every_id = cast(EVERY_ID, JSONPATH)
    in_documents = [
        select(func.jsonb_path_query(document, every_id, type_=JSONB)).where(owner.in_(records))
        for document, owner in NAMING
    ]
    in_drafts = [
        select(func.to_jsonb(func.unnest(kept.files), type_=JSONB)).where(kept.record_id.in_(records))
        for kept in (Draft, ChangeDraft)
    ]
    return {UUID(str(found)) for found in session.scalars(union_all(*in_documents, *in_drafts))}
