"""Sharing with partners (分享): consent, renewal and revocation; the sending itself is in `deliver.py`."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import Consent, Partner, RecordStatus, Share, ShareStatus, Submission
from services.profile.operations.expert_page import Document, offers, person_document
from services.profile.operations.places import ANCHORS, NAME
from services.profile.operations.records import locked_record
from services.profile.operations.snapshots import approved_snapshot
from shared.auth import Role
from shared.catalogue import SECTIONS
from shared.errors import DomainError
from shared.messaging.contracts import ShareRequested
from shared.messaging.outbox import publish

SYSTEM = "system"
SETTLING = timedelta(seconds=5)  # what changes within it is sent once, as it is in the end
ACTIVE = frozenset({ShareStatus.QUEUED, ShareStatus.SENDING, ShareStatus.SHARED})
REVOCABLE = ACTIVE | {ShareStatus.FAILED}


class PartnerClosed(DomainError):
    """The administrator has switched the partner off."""

    status, error, message = 409, "partner_closed", "这个共享平台已停用，暂时不能分享。"


class NothingToShare(DomainError):
    """Only approved content is shared."""

    status, error, message = 409, "record_not_approved", "个人信息审核通过后才能分享。"


class ConsentTextChanged(DomainError):
    """The person read another text than the one that holds now."""

    status, error, message = 409, "consent_text_changed", "分享说明已更新，请重新阅读后再确认。"


class ConsentOutdated(DomainError):
    """The text has changed since the person consented."""

    status, error, message = 409, "consent_outdated", "分享说明已更新，请阅读新的说明后重新同意。"


class ConsentInvalid(DomainError):
    """The chosen fields can't be shared like this."""

    status, error, message = 422, "consent_invalid", "所选内容不符合要求，请按提示修改。"


class RevocationUnderWay(DomainError):
    """The other side hasn't confirmed the deletion yet."""

    status, error, message = 409, "revocation_under_way", "正在撤回分享，对方确认删除后才能重新分享。"


class NotShared(DomainError):
    """Nothing is shared that could be taken back."""

    status, error, message = 409, "not_shared", "当前没有分享，不需要撤回。"


def give_consent(
    session: Session, person_id: UUID, partner: Partner, fields: Collection[str], text_version: int
) -> Share:
    """Record the person's separate consent to these fields and have them delivered; said again it changes nothing.

    Raises PartnerClosed, NothingToShare, ConsentTextChanged, ConsentInvalid and RevocationUnderWay.
    """
    session.refresh(partner, with_for_update={"read": True})  # nobody changes the text while it is agreed to
    if not partner.enabled:
        raise PartnerClosed
    consent = _consent(session, person_id, partner, set(fields), text_version)
    share = _locked_share(session, person_id, partner)
    if share is not None and share.status in ACTIVE and _repeats(consent, session.get_one(Consent, share.consent_id)):
        return share
    session.add(consent)
    session.flush()  # the share's row names the consent's
    if share is None:
        share = Share(id=uuid4(), person_id=person_id, partner_id=partner.id, consent_id=consent.id, version=1)
        session.add(share)
        session.flush()
        publish(session, ShareRequested(version=share.version, share_id=share.id))
    elif share.status is ShareStatus.REVOKING:
        raise RevocationUnderWay
    else:
        share.consent_id = consent.id
        if share.status not in {ShareStatus.QUEUED, ShareStatus.SENDING}:
            share.move_to(ShareStatus.QUEUED, by=person_id, role=Role.PROFESSIONAL)
        _due_now(session, share)
    return share


def revoke_share(session: Session, person_id: UUID, partner: Partner) -> Share:
    """撤回分享: nothing is sent from now on but the deletion; raises NotShared."""
    share = _locked_share(session, person_id, partner)
    if share is None or share.status not in REVOCABLE:
        raise NotShared
    share.move_to(ShareStatus.REVOKING, by=person_id, role=Role.PROFESSIONAL)
    _due_now(session, share)
    return share


def revoke_by_system(session: Session, share: Share) -> None:
    """Have the partner delete what it has: the account was disabled, or went into another."""
    share.move_to(ShareStatus.REVOKING, by=None, role=SYSTEM, reason="账号已停用或合并")
    _due_now(session, share)


def revoke_shares_of(session: Session, person_id: UUID) -> None:
    """Take back everything that somebody shares who has no account any more."""
    found = select(Share).where(Share.person_id == person_id, Share.status.in_(REVOCABLE))
    for share in session.scalars(found.order_by(Share.id).with_for_update(key_share=True)):
        revoke_by_system(session, share)


def renew_shares(session: Session, person_id: UUID) -> None:
    """Have the active shares sent again, because the approved snapshot is another now."""
    for share, _ in _locked_active(session, person_id):
        queue_again(session, share)


def renew_if_concerned(session: Session, before: Submission | None, after: Submission) -> None:
    """Have those shares sent again in which anything that the person lets go differs between two snapshots."""
    for share, consent in _locked_active(session, after.record_id):
        fields = agreed(share.partner, consent)
        if before is None or _document(share, before, fields) != _document(share, after, fields):
            queue_again(session, share)


def queue_again(session: Session, share: Share, *, after: timedelta = SETTLING) -> None:
    """Have the newest state delivered after a moment, in which more may change; what waits longer already, waits on."""
    now = now_of(session)
    waits = share.status is not ShareStatus.SHARED and share.next_at > now
    if share.status is ShareStatus.SHARED:
        share.move_to(ShareStatus.QUEUED, by=None, role=SYSTEM)
    if waits:
        share.sequence += 1
    else:
        _due(session, share, now + after)


def document_to_send(session: Session, share: Share) -> Document:
    """What goes now: the newest snapshot, by the consent, the text and the partner's rights as they are at this moment.

    Raises PartnerClosed, NothingToShare, ConsentOutdated and DocumentInvalid.
    """
    partner, consent = share.partner, session.get_one(Consent, share.consent_id)
    snapshot = approved_snapshot(session, share.person_id)
    if not partner.enabled:
        raise PartnerClosed
    if snapshot is None:
        raise NothingToShare
    if is_outdated(partner, consent):
        raise ConsentOutdated
    return _document(share, snapshot, agreed(partner, consent))


def is_outdated(partner: Partner, consent: Consent) -> bool:
    """Whether people are told something else by now than what was consented to: nothing goes until they read it."""
    return consent.text_version != partner.text_version


def agreed(partner: Partner, consent: Consent) -> set[str]:
    """What may go: what the person consented to, as far as the partner is (still) allowed to have it."""
    return set(consent.fields) & set(partner.allowed_fields)


def now_of(session: Session) -> datetime:
    """The database's time, by which the outbox decides what is due."""
    return session.scalars(select(func.now())).one()


def _consent(session: Session, person_id: UUID, partner: Partner, fields: set[str], text_version: int) -> Consent:
    """The consent, if there is anything to consent to and the person has read what holds now."""
    record = locked_record(session, person_id)
    snapshot = approved_snapshot(session, person_id)
    if record.status is not RecordStatus.APPROVED or snapshot is None:
        raise NothingToShare
    if text_version != partner.text_version:
        raise ConsentTextChanged
    _check(partner, fields)
    person_document(str(person_id), snapshot, fields)  # what can't go is refused now, and not tomorrow
    return Consent(
        id=uuid4(),
        person_id=person_id,
        partner_id=partner.id,
        text_version=text_version,
        fields=sorted(fields),
        submission_number=snapshot.number,
    )


def _repeats(consent: Consent, standing: Consent) -> bool:
    """Whether it says what is agreed to already: somebody heard no answer and pressed the button again."""
    said = [(one.text_version, one.fields, one.submission_number) for one in (consent, standing)]
    return said[0] == said[1]


def _due_now(session: Session, share: Share) -> None:
    _due(session, share, now_of(session))


def _due(session: Session, share: Share, at: datetime) -> None:
    """The next state for the partner, under the next number, due at that time."""
    share.sequence += 1
    share.attempts = 0
    share.last_error = None
    share.queued_at = share.next_at = at
    publish(session, ShareRequested(version=share.version, share_id=share.id), not_before=at)


def _check(partner: Partner, fields: set[str]) -> None:
    """Raises ConsentInvalid for fields that aren't offered, or that need another beside them."""
    offered = {offer.key for offer in offers(None)} & set(partner.allowed_fields)
    faults = {key: ["这一项不能分享。"] for key in sorted(fields - offered)}
    if NAME not in fields:
        faults[NAME] = ["主页须有姓名。"]
    for section, anchor in ANCHORS.items():
        chosen = any(key.startswith(f"{section}.") for key in fields)
        if chosen and f"{section}.{anchor}" not in fields:
            label = SECTIONS[section].by_key[anchor].label
            faults[f"{section}.{anchor}"] = [f"选择了{SECTIONS[section].title}的内容，请同时选择「{label}」。"]
    if faults:
        raise ConsentInvalid(fields=faults)


def _document(share: Share, snapshot: Submission, fields: Collection[str]) -> Document:
    return person_document(str(share.id), snapshot, fields)


def _locked_share(session: Session, person_id: UUID, partner: Partner) -> Share | None:
    found = select(Share).where(Share.person_id == person_id, Share.partner_id == partner.id)
    return session.scalar(found.with_for_update(key_share=True))


def _locked_active(session: Session, person_id: UUID) -> list[tuple[Share, Consent]]:
    """The person's shares that are kept up to date with their consents, in one order for all who lock them."""
    found = select(Share).where(Share.person_id == person_id, Share.status.in_(ACTIVE))
    shares = session.scalars(found.order_by(Share.id).with_for_update(key_share=True)).all()
    pairs = ((share, session.get_one(Consent, share.consent_id)) for share in shares)
    return [(share, consent) for share, consent in pairs if not is_outdated(share.partner, consent)]
