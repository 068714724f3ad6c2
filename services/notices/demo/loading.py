"""Loading the demo's notices, as often as one likes: what is there already is left as it is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.notices.demo.notices import NOTICES, DemoFile, DemoNotice
from services.notices.demo.pdf import pdf_of
from services.notices.models import Notice
from services.notices.operations.notices import NoticeText, attach, draft_notice, publish_notice, withdraw_notice

NAMESPACE = UUID("5a1f6c52-3d0e-4c8e-8a3b-0f6d2f0f7c31")
SYSTEM = "system"


def load(session: Session) -> int:
    """Publish what is missing and say how many that were."""
    missing = [demo for demo in NOTICES if session.get(Notice, _id(demo)) is None]
    for demo in missing:
        _load_notice(session, demo)
    return len(missing)


def _load_notice(session: Session, demo: DemoNotice) -> None:
    text = NoticeText(title=demo.title, body=demo.body, category=demo.category, issuer=demo.issuer, pinned=demo.pinned)
    notice = draft_notice(session, text, notice_id=_id(demo))
    for file in demo.files:
        media_type, content = _content(file)
        attach(session, notice, name=file.name, media_type=media_type, content=content)
    published_at = datetime.now(UTC) - timedelta(days=demo.days_ago)
    publish_notice(session, notice.id, by=None, role=SYSTEM, at=published_at)
    if demo.withdrawn:
        withdraw_notice(session, notice.id, by=None, role=SYSTEM, reason="维护已提前完成")


def _content(file: DemoFile) -> tuple[str, bytes]:
    if file.name.endswith(".pdf"):
        return "application/pdf", pdf_of(file.lines)
    return "text/plain", "\n".join(file.lines).encode()


def _id(demo: DemoNotice) -> UUID:
    return uuid5(NAMESPACE, demo.key)
