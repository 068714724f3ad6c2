"""Loading the demo's notices, as often as one likes: what is there already is left as it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.notices.demo.notices import NOTICES, DemoFile, DemoNotice
from services.notices.demo.pdf import pdf_of
from services.notices.models import Notice
from services.notices.operations.attachment_files import store
from services.notices.operations.attachments import attach
from services.notices.operations.publishing import publish_notice, withdraw_notice
from services.notices.operations.revising import begin_revision, change_revision, publish_revision
from services.notices.operations.writing import SYSTEM, Issuer, NoticeText, draft_notice

NAMESPACE = UUID("5a1f6c52-3d0e-4c8e-8a3b-0f6d2f0f7c31")


def load(session: Session) -> int:
    """Publish what is missing and say how many that were."""
    missing = [demo for demo in NOTICES if session.get(Notice, _id(demo)) is None]
    for demo in missing:
        _load_notice(session, demo)
    return len(missing)


def _load_notice(session: Session, demo: DemoNotice) -> None:
    text = _text(demo)
    first = replace(text, body=text.body.rstrip().rpartition("\n")[0]) if demo.revised else text
    notice = draft_notice(session, first, issuer=Issuer(None, demo.issuer), notice_id=_id(demo))
    for file in demo.files:
        media_type, content = _content(file)
        attach(session, notice, file.name, media_type, store(content))
    now = datetime.now(UTC)
    at = now - timedelta(days=demo.days_ago)
    publish_notice(session, notice.id, by=SYSTEM, at=at, pinned=demo.pinned)
    if demo.revised:
        revision = begin_revision(session, notice, by=SYSTEM, now=now)
        change_revision(session, notice, text, demo.revised, by=SYSTEM, expected=revision.version)
        publish_revision(session, notice, by=SYSTEM, expected=revision.version, now=now)
    if demo.withdrawn:
        withdraw_notice(session, notice.id, by=SYSTEM, reason="维护已提前完成")


def _text(demo: DemoNotice) -> NoticeText:
    names = ("title", "body", "category", "must_read", "public", "roles", "statuses")
    return NoticeText(**{name: getattr(demo, name) for name in names})


def _content(file: DemoFile) -> tuple[str, bytes]:
    if file.name.endswith(".pdf"):
        return "application/pdf", pdf_of(file.lines)
    return "text/plain", "\n".join(file.lines).encode()


def _id(demo: DemoNotice) -> UUID:
    return uuid5(NAMESPACE, demo.key)
