"""Keeping what notices are found by."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import Notice, SearchText
from services.notices.queries import attachments_of
from services.notices.searching import folded, indexed, plain_text


def index_notice(session: Session, notice: Notice) -> None:
    """Let a notice be found by what its edition in force says, and by the names of its files."""
    shown = plain_text(notice.body)
    names = [attachment.name for attachment in attachments_of(session, notice)]
    text = folded("\n".join([notice.title, shown, *names]))
    found_by = {"title": folded(notice.title), "text": text, "shown": shown, "grams": indexed(text)}
    new = insert(SearchText).values(notice_id=notice.id, **found_by)
    session.execute(new.on_conflict_do_update(index_elements=["notice_id"], set_=found_by))
