"""Writing a notice that nobody sees yet: its text, and whom it is to concern."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notices.models import Category, Content, Notice, NoticeStatus, Revision, Unit
from services.notices.policy import reached_by_all, writes_as, written_by
from shared.auth import Actor, Role
from shared.errors import ChangedMeanwhile, DomainError, NotFound


class NoticeNotDraft(DomainError):
    """What people may already have read is not changed under their eyes."""

    status, error, message = (
        409,
        "notice_not_draft",
        "只有草稿可以直接修改；已发布的通知请点「修订」，改好后发布新版本。",
    )


class NoticeInvalid(DomainError):
    """What was written can't be; the fields say why."""

    status, error, message = 422, "notice_invalid", "填写的内容有误，请按提示修改。"


@dataclass(frozen=True)
class Hand:
    """By whom something is done, and in which role; the system itself has no id."""

    id: UUID | None
    name: str
    role: str


SYSTEM = Hand(None, "", "system")


@dataclass(frozen=True)
class Issuer:
    """The unit that issues a notice, and its name as printed; without a unit it is the system's administration."""

    unit_id: UUID | None
    name: str


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What is written, `body` in Markdown, and to whom, as `Content` has it."""

    title: str
    body: str
    category: Category
    must_read: bool = False
    public: bool = False
    unit_ids: Collection[UUID] = ()
    roles: Collection[str] = ()
    statuses: Collection[str] = ()

    def put_into(self, content: Content) -> None:
        """Let a draft, or an edition in preparation, say this."""
        for name, value in asdict(self).items():
            setattr(content, name, list(value) if isinstance(value, tuple | list) else value)


def draft_notice(
    session: Session, text: NoticeText, *, issuer: Issuer, by: Hand = SYSTEM, notice_id: UUID | None = None
) -> Notice:
    """Begin a notice."""
    notice = Notice(id=notice_id or uuid4(), issuer_unit_id=issuer.unit_id, issuer=issuer.name, pinned=False)
    notice.author_id, notice.author_name = by.id, by.name
    text.put_into(notice)
    session.add(notice)
    session.flush()
    return notice


def issuer_for(session: Session, unit_id: UUID | None, name: str) -> Issuer:
    """The unit as issuer, or without one the system's administration under a name.

    Raises NotFound, and NoticeInvalid if there is neither.
    """
    if unit_id is None:
        if not name:
            raise NoticeInvalid(fields={"issuer": ["请填写落款名称。"]})
        return Issuer(None, name)
    unit = session.get(Unit, unit_id)
    if unit is None or unit.closed:
        raise NotFound
    return Issuer(unit_id, unit.name)


def change_draft(notice: Notice, text: NoticeText, *, expected: int) -> None:
    """Write a draft anew; raises NoticeNotDraft and ChangedMeanwhile."""
    if notice.status is not NoticeStatus.DRAFT:
        raise NoticeNotDraft
    refuse_older(notice, expected)
    text.put_into(notice)
    notice.version += 1


def refuse_older(edited: Notice | Revision, expected: int) -> None:
    """Let a change pass only if it was begun at the present version; raises ChangedMeanwhile."""
    if edited.version != expected:
        raise ChangedMeanwhile(version=edited.version)


def check_audience(session: Session, actor: Actor, text: NoticeText) -> None:
    """Refuse units that the writer does not write for, and roles that have no record; raises NoticeInvalid."""
    if not reached_by_all(session, actor, text.unit_ids):
        why = "只能选择本单位及下级单位。" if text.unit_ids else "请至少选择一个单位；面向全省只能由系统管理员发布。"
        raise NoticeInvalid(fields={"unit_ids": [why]})
    if text.statuses and set(text.roles) != {Role.PROFESSIONAL}:
        raise NoticeInvalid(fields={"roles": ["按填报状态选择时，人员类别只能选「专业技术人员」。"]})


def find_written(session: Session, actor: Actor, notice_id: UUID, *, locked: bool = False) -> Notice:
    """A notice that somebody may write; raises NotFound for any other."""
    found = select(Notice).where(Notice.id == notice_id, written_by(actor))
    notice = session.scalar(found.with_for_update(key_share=True) if locked else found)
    if notice is None:
        raise NotFound
    return notice


def hand_of(session: Session, actor: Actor, unit_id: UUID | None) -> Hand:
    """Somebody as the one who does something with a notice of this unit; raises NotFound where they may not write."""
    role = writes_as(session, actor, unit_id)
    if role is None:
        raise NotFound
    return Hand(actor.id, actor.name, role)
