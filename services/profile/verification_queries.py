"""How a snapshot stands today, and what anybody may learn of it who holds its printed form."""

import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from services.profile.models import Origin, Record, RecordStatus, Settlement, Submission
from shared.errors import DomainError

CODE = re.compile(r"[0-9a-f]{32}")
HIDDEN = "＊＊"  # two whatever the name's length, which is nobody's business

View = dict[str, Any]


class Standing(StrEnum):
    """What a snapshot is worth at present."""

    PENDING = "pending"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class NothingToVerify(DomainError):
    """No printed form carries this code."""

    status, error, message = 404, "nothing_to_verify", "查无此证。请核对验证码，或重新扫描二维码。"


def standing_of(session: Session, submission: Submission) -> Standing:
    """How a snapshot stands."""
    row = _found(session, Submission.id == submission.id)
    assert row is not None
    return row[1]


def verification_view(session: Session, code: str) -> View:
    """What is confirmed to everybody; raises NothingToVerify, after the same one query, for an unknown code."""
    row = _found(session, Submission.verification_code == UUID(hex=code)) if CODE.fullmatch(code) else None
    if row is None:
        raise NothingToVerify
    submission, standing = row
    name: str = submission.content["sections"]["basic_info"][0]["data"]["name"]
    return {
        "name": name[0] + HIDDEN,
        "unit_name": submission.content["person"]["unit_name"],
        "number": submission.number,
        "submitted_at": submission.created_at,
        "standing": standing,
    }


def _found(session: Session, which: ColumnElement[bool]) -> tuple[Submission, Standing] | None:
    later, settled = aliased(Submission), aliased(Settlement)
    superseded = exists().where(
        later.record_id == Submission.record_id,
        later.number > Submission.number,
        or_(
            later.origin == Origin.CHANGE,
            exists().where(
                settled.submission_id == later.id, settled.kind == Record.KIND, settled.outcome == Standing.APPROVED
            ),
        ),
    )
    row = session.execute(
        select(Submission, Settlement.outcome, Record, superseded)
        .join(Record, Record.id == Submission.record_id)
        .outerjoin(Settlement, Settlement.submission_id == Submission.id)
        .where(which)
    ).one_or_none()
    return (row[0], _standing(*row)) if row else None


def _standing(submission: Submission, outcome: str | None, record: Record, superseded: bool) -> Standing:
    if submission.origin == Origin.CHANGE or outcome == Standing.APPROVED:
        return Standing.SUPERSEDED if superseded else Standing.APPROVED
    if outcome == Standing.RETURNED:
        return Standing.RETURNED
    under_review = record.submission_id == submission.id and record.status is RecordStatus.PENDING
    return Standing.PENDING if under_review else Standing.WITHDRAWN
