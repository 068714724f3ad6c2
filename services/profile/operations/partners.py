"""Setting partners (共享平台): the system administrator's. Each setting stays on record, a secret never readable."""

import base64
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Partner, PartnerEdition, PartnerSecret
from services.profile.operations.expert_page import offers
from services.profile.operations.places import NAME
from services.profile.partner_address import fault_of
from shared import audit
from shared.auth import Actor
from shared.errors import ChangedMeanwhile, DomainError, NotFound
from shared.webhooks import SECRET_PREFIX

STATEMENT = ("name", "receiver", "contact", "purpose", "method", "retention", "text")
"""What people are told before they consent; whoever changes any of it makes a new text."""
SECRET_BYTES = 32
MOST_SECRETS = 2


class PartnerInvalid(DomainError):
    """A partner can't be set like this; `fields` say why."""

    error, message = "partner_invalid", "共享平台没有保存，请按提示修改。"


class PartnerKeyTaken(DomainError):
    """Another partner has this key."""

    status, error, message = 409, "partner_key_taken", "已有使用这个代号的共享平台，请换一个代号。"


class SecretStillReplaced(DomainError):
    """One secret replaces the other before a third comes."""

    status, error, message = 409, "secret_still_replaced", "上次更换还没有完成：请先停用旧密钥，再生成新的。"


class LastSecret(DomainError):
    """Without a secret nothing could be sent."""

    status, error, message = 409, "last_secret", "只有这一个密钥在用，不能停用。请先生成新密钥并交给对方。"


@dataclass(frozen=True, kw_only=True)
class PartnerSetting:
    """What an administrator sets of a partner."""

    url: str
    name: str
    receiver: str
    contact: str
    purpose: str
    method: str
    retention: str
    text: str
    allowed_fields: list[str]
    enabled: bool


def partner_of_key(session: Session, key: str) -> Partner:
    """The partner of this key; raises NotFound."""
    partner = session.scalar(select(Partner).where(Partner.key == key))
    if partner is None:
        raise NotFound
    return partner


def partner_of_id(session: Session, partner_id: UUID) -> Partner:
    """The partner of this id; raises NotFound."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    return partner


def add_partner(session: Session, actor: Actor, key: str, setting: PartnerSetting) -> tuple[Partner, str]:
    """Add a partner and its first secret, which is readable only here. Raises PartnerKeyTaken and PartnerInvalid."""
    if session.scalar(select(Partner.id).where(Partner.key == key)):
        raise PartnerKeyTaken
    _check(setting)
    partner = insert_partner(session, actor.id, actor.name, key, setting)
    secret = new_secret()
    add_secret(session, partner, secret)
    return partner, secret


def insert_partner(session: Session, by: UUID, by_name: str, key: str, setting: PartnerSetting) -> Partner:
    """A new partner with its first edition."""
    partner = Partner(id=uuid4(), key=key, version=0, text_version=1, paused=False, **asdict(setting))
    session.add(partner)
    session.flush()  # the edition names it
    _log(session, partner, by, by_name, "set")
    return partner


def change_partner(
    session: Session, actor: Actor, partner_id: UUID, setting: PartnerSetting, *, expected: int
) -> Partner:
    """Set a partner anew; a changed statement is a new text. Raises NotFound, ChangedMeanwhile and PartnerInvalid."""
    partner = _locked(session, partner_id, expected)
    _check(setting)
    if any(getattr(partner, name) != getattr(setting, name) for name in STATEMENT):
        partner.text_version = partner.version + 1
    for name, value in asdict(setting).items():
        setattr(partner, name, value)
    _log(session, partner, actor.id, actor.name, "changed")
    return partner


def rotate_secret(session: Session, actor: Actor, partner_id: UUID, *, expected: int) -> tuple[Partner, str]:
    """Add a secret beside the one in use: both sign from now on. It is readable only here.

    Raises NotFound, ChangedMeanwhile and SecretStillReplaced.
    """
    partner = _locked(session, partner_id, expected)
    if len(partner.valid_secrets) >= MOST_SECRETS:
        raise SecretStillReplaced
    secret = new_secret()
    add_secret(session, partner, secret)
    _log(session, partner, actor.id, actor.name, "secret_added")
    return partner, secret


def retire_secret(session: Session, actor: Actor, partner_id: UUID, secret_id: UUID, *, expected: int) -> Partner:
    """Neither sign with a secret nor believe it any more. Raises NotFound, ChangedMeanwhile and LastSecret."""
    partner = _locked(session, partner_id, expected)
    valid = {secret.id: secret for secret in partner.secrets if secret.retired_at is None}
    if secret_id not in valid:
        raise NotFound
    if len(valid) == 1:
        raise LastSecret
    valid[secret_id].retired_at = datetime.now(UTC)
    _log(session, partner, actor.id, actor.name, "secret_retired")
    return partner


def new_secret() -> str:
    """A secret as the Standard Webhooks specification writes it."""
    return SECRET_PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def add_secret(session: Session, partner: Partner, value: str) -> None:
    """Keep a secret of a partner, encrypted."""
    secret = PartnerSecret(id=uuid4(), partner_id=partner.id)
    secret.value = value
    session.add(secret)
    session.flush()
    session.expire(partner, ["secrets"])


def _locked(session: Session, partner_id: UUID, expected: int) -> Partner:
    partner = session.get(Partner, partner_id, with_for_update={"key_share": True}, populate_existing=True)
    if partner is None:
        raise NotFound
    if partner.version != expected:
        raise ChangedMeanwhile(version=partner.version)
    return partner


def _check(setting: PartnerSetting) -> None:
    faults = {name: "请填写。" for name in STATEMENT if not getattr(setting, name).strip()}
    if fault := fault_of(setting.url):
        faults["url"] = fault
    if not set(setting.allowed_fields) <= {offer.key for offer in offers(None)}:
        faults["allowed_fields"] = "有不能分享的项目，请刷新后重新选择。"
    elif NAME not in setting.allowed_fields:
        faults["allowed_fields"] = "须包括姓名：没有姓名就没有主页。"
    if faults:
        raise PartnerInvalid(fields={name: [fault] for name, fault in faults.items()})


def _log(session: Session, partner: Partner, by: UUID, by_name: str, deed: str) -> None:
    partner.version += 1
    content = {field.name: getattr(partner, field.name) for field in fields(PartnerSetting)}
    edition = {"partner_id": partner.id, "version": partner.version, "deed": deed, "content": content}
    session.add(PartnerEdition(**edition, by=by, by_name=by_name))
    audit.note(about=("partner", partner.id))
    session.flush()
