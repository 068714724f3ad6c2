"""How what was printed stands today, and what anybody may learn of it who holds it: a form, a receipt, a consent."""

import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from services.profile.models import (
    ChangeRequest,
    Consent,
    Origin,
    Partner,
    Person,
    Record,
    RecordStatus,
    Settlement,
    Share,
    Submission,
    Unit,
)
from services.profile.share_queries import standing_of as standing_of_consent
from shared.catalogue import SECTIONS
from shared.errors import DomainError
from shared.words import ACTION_WORDS

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
    """Nothing that was printed carries this code."""

    status, error, message = 404, "nothing_to_verify", "查无此证。请核对验证码，或重新扫描二维码。"


def standing_of(session: Session, submission: Submission) -> Standing:
    """How a snapshot stands."""
    row = _found(session, Submission.id == submission.id)
    assert row is not None
    return row[1]


def verification_view(session: Session, code: str) -> View:
    """What is confirmed to everybody; raises NothingToVerify, after the same queries, for an unknown code."""
    if not CODE.fullmatch(code):
        raise NothingToVerify
    found = [find(session, UUID(hex=code)) for find in (_form, _receipt, _consent)]
    if view := next(filter(None, found), None):
        return view
    raise NothingToVerify


def _form(session: Session, code: UUID) -> View | None:
    row = _found(session, Submission.verification_code == code)
    if row is None:
        return None
    submission, standing = row
    name: str = submission.content["sections"]["basic_info"][0]["data"]["name"]
    return {
        "kind": "record",
        "item": None,
        "name": name[0] + HIDDEN,
        "unit_name": submission.content["person"]["unit_name"],
        "number": submission.number,
        "submitted_at": submission.created_at,
        "standing": standing,
    }


def _receipt(session: Session, code: UUID) -> View | None:
    row = session.execute(
        select(ChangeRequest, Person.name, Unit.name)
        .join(Person, Person.id == ChangeRequest.record_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(ChangeRequest.verification_code == code)
    ).one_or_none()
    if row is None:
        return None
    request, name, unit_name = row
    return {
        "kind": "change",
        "item": ACTION_WORDS[request.action] + SECTIONS[request.section].title,
        "name": name[0] + HIDDEN,
        "unit_name": unit_name or "",
        "number": request.number,
        "submitted_at": request.submitted_at,
        "standing": request.status,
    }


def _consent(session: Session, code: UUID) -> View | None:
    row = session.execute(
        select(Consent, Share, Partner.name, Person.name, Unit.name)
        .join(Share, (Share.person_id == Consent.person_id) & (Share.partner_id == Consent.partner_id))
        .join(Partner, Partner.id == Consent.partner_id)
        .join(Person, Person.id == Consent.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Consent.id == code)
    ).one_or_none()
    if row is None:
        return None
    consent, share, partner_name, name, unit_name = row
    return {
        "kind": "consent",
        "item": f"分享至{partner_name}",
        "name": name[0] + HIDDEN,
        "unit_name": unit_name or "",
        "number": consent.text_version,
        "submitted_at": consent.given_at,
        "standing": standing_of_consent(share, consent),
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
