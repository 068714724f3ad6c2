"""What reviewers do: decide on a case, or take one over from a colleague."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.bundles import lying_with
from services.review.models import WAITING, AssignmentReason, Case, CaseStatus, Choice, Decision, Recusal, Staff
from services.review.operations.assignment import hand_to, one_at_a_time, open_cases_of
from services.review.operations.stages import current_stage, following_stage, pass_on
from services.review.policy import Action, can
from services.review.queries import find_case, standing_in
from shared import audit
from shared.auth import Actor
from shared.errors import DomainError
from shared.messaging.contracts import CaseDecided, Reason
from shared.messaging.outbox import publish
from shared.words import OUTCOME_WORDS, ROLE_WORDS

DECISION_WORDS: dict[Choice, str] = {"approve": "同意通过", "return": "退回修改"}


class CaseAlreadyDecided(DomainError):
    """Somebody decided before; a second decision would contradict or repeat the first."""

    status, error = 409, "case_already_decided"
    message = "该审核件已由{role_word}作出决定，不能再次操作。请刷新页面查看最新状态。"


class CaseClosed(DomainError):
    """Nothing is left to decide: the person took the submission back, or handed in a newer one."""

    status, error = 409, "case_closed"
    message = "该审核件已办结（{outcome_word}），不能再进行操作。请返回列表查看其他审核件。"


class NotAssignedToYou(DomainError):
    """Only the one who holds a case decides on it."""

    status, error = 403, "not_assigned_to_you"
    message = "该审核件目前不由您审核。如需处理，请先接手。"


class NotAvailable(DomainError):
    """Whoever is on leave or disabled gets no cases, by the own wish neither: they would go back to the queue."""

    status, error = 403, "not_available"
    message = "您的账号已停用或处于休假状态，不能接手审核件。"


class Recused(DomainError):
    """Whoever keeps away from a person's cases has said so on record; it can't be taken back by the own wish."""

    status, error = 403, "recused"
    message = "您已对该人员申请回避，不能接手其审核件。"


class NotYourStage(DomainError):
    """The case waits for another level: that of the unit above, or of the unit below."""

    status, error = 403, "not_your_stage"
    message = "该审核件目前处于其他级别的审核环节，不能由您接手。"


class ReasonMissing(DomainError):
    """Whoever returns something says what is wrong with it."""

    error, message = "reason_missing", "退回时必须至少填写一条原因，并写明需要修改的内容。"


class ReasonNotExpected(DomainError):
    """An approval with faults attached would leave open what holds."""

    error, message = "reason_not_expected", "审核通过时不能附带退回原因。如有需要修改之处，请选择退回。"


def record_decision(
    session: Session,
    actor: Actor,
    case_id: UUID,
    decision: Choice,
    reasons: Sequence[Reason],
) -> Case:
    """Decide on the submission of a case: pass it on to the next stage, or let the profile service settle it.

    A return at any stage goes back to the person; an approval takes effect only after that of the last stage.
    Raises NotFound, CaseAlreadyDecided, CaseClosed, NotAssignedToYou, ReasonMissing or ReasonNotExpected.
    """
    case = find_case(session, actor, case_id, lock=True)
    ensure_waiting(case)
    _ensure_not_decided_by(session, actor, case)
    if not can(actor, Action.DECIDE, case, standing_in(session, actor, [case])[case.id]):
        raise NotAssignedToYou
    _ensure_reasons(decision, reasons)
    audit.note(decision=decision, reasons=len(reasons))
    decided = _write_decision(session, actor, case, decision, reasons)
    following = following_stage(session, case) if decision == "approve" else None
    if following:
        pass_on(session, actor, decided.role, case, following)
    else:
        _conclude(session, case, decided)
    return case


def take_over(session: Session, actor: Actor, case_id: UUID) -> Case:
    """Take a waiting case, and what came and lies with it, into one's own hands (接手); twice changes nothing.

    Raises NotFound, CaseAlreadyDecided, CaseClosed, NotYourStage, Recused or
    NotAvailable.
    """
    one_at_a_time(session)
    case = find_case(session, actor, case_id, lock=True)
    ensure_waiting(case)
    if case.reviewer_id == actor.id:
        return case
    _ensure_not_decided_by(session, actor, case)
    staff = session.get(Staff, actor.id)
    _ensure_not_recused(session, actor, case)
    parts = [case, *lying_with(session, case)]
    standing = standing_in(session, actor, parts)
    if standing[case.id].reviews_as is None:
        raise NotYourStage
    if staff and not staff.available:
        raise NotAvailable
    load = open_cases_of(session, actor.id)
    for part in parts:
        if role := standing[part.id].reviews_as:
            hand_to(session, part, actor.id, role, AssignmentReason.TAKEOVER, open_cases=load, by=actor.id)
    return case


def ensure_waiting(case: Case) -> None:
    """Refuse what nobody waits for any more. Raises CaseAlreadyDecided or CaseClosed."""
    if case.status in WAITING:
        return
    if case.status is CaseStatus.CLOSED and case.outcome == "withdrawn":
        raise CaseClosed(outcome_word=OUTCOME_WORDS[case.outcome])
    raise CaseAlreadyDecided(role_word=ROLE_WORDS[case.reviewer_role or "system"])


def _ensure_not_decided_by(session: Session, actor: Actor, case: Case) -> None:
    own = select(Decision.role).where(Decision.case_id == case.id, Decision.decided_by == actor.id)
    role = session.scalar(own)
    if role:
        raise CaseAlreadyDecided(role_word=ROLE_WORDS[role])


def _ensure_not_recused(session: Session, actor: Actor, case: Case) -> None:
    kept_away = select(Recusal.id).where(Recusal.reviewer_id == actor.id, Recusal.person_id == case.person_id)
    if session.scalar(kept_away.limit(1)):
        raise Recused


def _conclude(session: Session, case: Case, decided: Decision) -> None:
    """Let the profile service settle what this stage, the last one to decide, has decided."""
    case.move_to(CaseStatus.DECIDED, by=decided.decided_by, role=decided.role, reason=DECISION_WORDS[decided.decision])
    publish(
        session,
        CaseDecided(
            version=case.version,
            case_id=case.id,
            kind=case.kind,
            subject_id=case.subject_id,
            submission_id=case.submission_id,
            decision=decided.decision,
            reasons=msgspec.convert(decided.reasons, list[Reason]),
            decided_by=decided.decided_by,
            role=decided.role,
            decided_at=decided.decided_at,
            content_sha256=decided.content_sha256,
        ),
    )


def _ensure_reasons(decision: str, reasons: Sequence[Reason]) -> None:
    if decision == "return" and not any(reason.text.strip() for reason in reasons):
        raise ReasonMissing(fields={"reasons": ["请填写退回原因"]})
    if decision == "approve" and reasons:
        raise ReasonNotExpected(fields={"reasons": ["审核通过时请勿填写退回原因"]})


def _write_decision(
    session: Session, actor: Actor, case: Case, decision: Choice, reasons: Sequence[Reason]
) -> Decision:
    stage = current_stage(session, case)
    if case.reviewer_role is None:
        raise NotAssignedToYou
    stage.decided_at = datetime.now(UTC)
    decided = Decision(
        case_id=case.id,
        stage_id=stage.id,
        subject_id=case.subject_id,
        submission_id=case.submission_id,
        number=case.number,
        content_sha256=case.content_sha256,
        decision=decision,
        reasons=msgspec.to_builtins(list(reasons)),
        decided_by=actor.id,
        role=case.reviewer_role,
        decided_at=stage.decided_at,
    )
    session.add(decided)
    return decided
