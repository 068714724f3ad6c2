"""Opening a case, withdrawing it, closing it. Messages come in any order; versions of the subject say what is newer."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.review.models import WAITING, Case, CaseStatus, Person, Subject
from services.review.operations.people import learn
from services.review.operations.stages import lay_out
from services.review.policy import whole_line_of
from services.review.queries import standing_unit_id
from shared.messaging.contracts import CaseOpened, ReviewRequested, ReviewSettled, ReviewWithdrawn
from shared.messaging.outbox import publish

WITHDRAWN = "withdrawn"


def open_case(session: Session, request: ReviewRequested) -> Case:
    """Open the case of a submission, once, and let somebody be found for it.

    An older case of the subject about which nobody has decided is closed as withdrawn. A submission that was itself
    overtaken, by its withdrawal or by a newer one, is noted as a closed case. Raises NotFound while the unit or one
    above it is not known here: which stages the case has depends on them, and the message comes again.
    """
    subject = _locked_subject(session, request.subject_id)
    person = learn(session, _person_of(request))
    unit_id = standing_unit_id(session, request.unit_id) if request.kind == "transfer" else person.unit_id
    whole_line_of(session, unit_id)
    cases = list(session.scalars(select(Case).where(Case.subject_id == request.subject_id)))
    known = next((case for case in cases if case.subject_version == request.version), None)
    if known:
        return known
    for older in (case for case in cases if case.subject_version < request.version and case.status in WAITING):
        _close(older, WITHDRAWN, by=None, role="system", reason="已有新的提交")
    session.flush()  # the older case has to leave "one waiting case for a subject" before the new one enters
    newest = max((case.subject_version for case in cases), default=0)
    overtaken = max(newest, subject.withdrawn_version) > request.version
    case = _new_case(session, request, person, unit_id, overtaken=overtaken)
    if not overtaken:
        publish(session, CaseOpened(version=case.version, case_id=case.id))
    return case


def withdraw_case(session: Session, withdrawal: ReviewWithdrawn) -> None:
    """Close what a person took back. A decision under way does not hinder it: profile lets that have no effect."""
    subject = _locked_subject(session, withdrawal.subject_id)
    subject.withdrawn_version = max(subject.withdrawn_version, withdrawal.version)
    taken_back = select(Case).where(
        Case.subject_id == withdrawal.subject_id,
        Case.subject_version < withdrawal.version,
        Case.status != CaseStatus.CLOSED,
    )
    for case in session.scalars(taken_back):
        _close(case, WITHDRAWN, by=withdrawal.person_id, role="professional", reason="本人撤回")


def close_case(session: Session, settlement: ReviewSettled) -> None:
    """Close the case with the outcome that took effect. Raises NotFound for a case that was never opened here."""
    _locked_subject(session, settlement.subject_id)
    case = Case.locked(session, settlement.case_id)
    if case.status is not CaseStatus.CLOSED:
        _close(case, settlement.outcome, by=None, role="system", reason=None)


def _close(case: Case, outcome: str, *, by: UUID | None, role: str, reason: str | None) -> None:
    case.move_to(CaseStatus.CLOSED, by=by, role=role, reason=reason)
    case.outcome = outcome
    case.closed_at = datetime.now(UTC)


def _locked_subject(session: Session, subject_id: UUID) -> Subject:
    session.execute(insert(Subject).values(id=subject_id).on_conflict_do_nothing())
    return session.get_one(Subject, subject_id, with_for_update={"key_share": True})


def _person_of(request: ReviewRequested) -> Person:
    """What the request knows of its person: the unit that a transfer comes from, or else that of the case."""
    return Person(
        id=request.person_id,
        name=request.person_name,
        unit_id=request.from_unit_id or request.unit_id,
        version=request.person_version,
    )


def _new_case(session: Session, request: ReviewRequested, person: Person, unit_id: UUID, *, overtaken: bool) -> Case:
    now = datetime.now(UTC)
    case = Case(
        kind=request.kind,
        subject_id=request.subject_id,
        subject_version=request.version,
        submission_id=request.submission_id,
        bundle_id=request.bundle_id,
        number=request.number,
        person_id=request.person_id,
        unit_id=unit_id,
        from_unit_id=standing_unit_id(session, request.from_unit_id) if request.from_unit_id else None,
        status=CaseStatus.CLOSED if overtaken else CaseStatus.QUEUED,
        outcome=WITHDRAWN if overtaken else None,
        closed_at=now if overtaken else None,
        account=request.account,
        person_name=person.name,
        section=request.section,
        title_series=request.title_series,
        title_level=request.title_level,
        warnings=request.warnings,
        submitted_at=request.submitted_at,
        content_sha256=request.content_sha256,
        opened_at=now,
        due_at=now,
    )
    session.add(case)
    session.flush()
    lay_out(session, case)
    return case
