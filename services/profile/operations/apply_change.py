"""A decided change request takes effect on the record: applied whole, or not at all."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from services.profile.models import ChangeAction, ChangeRequest, ChangeStatus, Deed, Entry, Origin, Record, RecordStatus
from services.profile.operations.change_log import Doer, log_change
from services.profile.operations.entries import new_entry, store
from services.profile.operations.records import entries_of, find_section
from services.profile.operations.sharing import renew_if_concerned
from services.profile.operations.snapshots import approved_snapshot, take_snapshot
from shared.catalogue import free_fields
from shared.messaging.contracts import CaseDecided, Outcome

OUTCOMES: dict[ChangeStatus, Outcome] = {
    ChangeStatus.APPROVED: "approved",
    ChangeStatus.REJECTED: "rejected",
    ChangeStatus.CONFLICT: "conflict",
}
OVERTAKEN = "审核通过，但申请所依据的内容已有变化，没有生效"


def settle_change(session: Session, record: Record, request: ChangeRequest, decision: CaseDecided) -> Outcome:
    """Let the decision take effect on the request and, if approved, on the record; both are locked by the caller.

    An approved change is applied in this very transaction and followed by a new snapshot; one whose entry has moved
    on since becomes a conflict and changes nothing.
    """
    if request.status is not ChangeStatus.PENDING:
        return "withdrawn"
    if decision.decision == "return":
        status = ChangeStatus.REJECTED
    else:
        status = ChangeStatus.APPROVED if applicable(session, record, request) else ChangeStatus.CONFLICT
    _conclude(request, status, decision)
    if status is ChangeStatus.APPROVED:
        _apply(session, record, request, Doer(decision.decided_by, decision.role, request.id))
        session.flush()  # the snapshot is read from the database
        before = approved_snapshot(session, record.id)
        after = take_snapshot(session, record, Origin.CHANGE, entries_of(session, record.id))
        record.updated_at = datetime.now(UTC)
        renew_if_concerned(session, before, after)
    return OUTCOMES[status]


def applicable(session: Session, record: Record, request: ChangeRequest) -> bool:
    """Whether the request still fits the record it was made for."""
    section = find_section(request.section)
    entries = entries_of(session, record.id)[section.key]
    if record.status is not RecordStatus.APPROVED:
        return False
    if request.action is ChangeAction.ADD:
        return len(entries) < section.max_entries
    entry = next((entry for entry in entries if entry.id == request.entry_id), None)
    if entry is None or entry.content_version != request.base_version:
        return False
    return request.action is ChangeAction.MODIFY or not (section.required and len(entries) == 1)


def in_one_line(reasons: list[dict[str, Any]]) -> str | None:
    """The reasons as the history shows them."""
    return "；".join(reason["text"] for reason in reasons) or None


def _conclude(request: ChangeRequest, status: ChangeStatus, decision: CaseDecided) -> None:
    reasons = msgspec.to_builtins(decision.reasons)
    why = OVERTAKEN if status is ChangeStatus.CONFLICT else in_one_line(reasons)
    request.move_to(status, by=decision.decided_by, role=decision.role, reason=why)
    request.decided_at = decision.decided_at
    request.decided_role = decision.role
    request.reasons = reasons
    request.holder_role = request.holder_unit = None


def _apply(session: Session, record: Record, request: ChangeRequest, doer: Doer) -> None:
    """Change the entry; contact data, which lies outside of requests, stays as it is."""
    new = request.new or {}
    if request.action is ChangeAction.ADD:
        entry = new_entry(session, record, find_section(request.section), new)
        log_change(session, Deed.ADDED, doer, entry, new=new)
        return
    entry = session.get_one(Entry, request.entry_id)
    if request.action is ChangeAction.DELETE:
        log_change(session, Deed.REMOVED, doer, entry, old=entry.values)
        session.delete(entry)
        return
    free = {field.key for field in free_fields(entry.section)}
    contact = {key: value for key, value in entry.values.items() if key in free}
    log_change(session, Deed.CHANGED, doer, entry, old=entry.values, new=new | contact)
    store(entry, new | contact)
