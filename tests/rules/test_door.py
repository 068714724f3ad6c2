"""The one door through which a status changes, whatever it is the status of; a notice stands for all of them."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.notices.db import db
from services.notices.models import Notice, NoticeStatus
from shared.errors import NotFound
from shared.workflow import StatusChange, TransitionNotAllowed, history_of
from tests.notices.conftest import make_notice


@pytest.fixture
def notice_id(keys: None, clean: None) -> UUID:
    """A draft."""
    return make_notice(publish=False)


@pytest.fixture
def session(notice_id: UUID) -> Iterator[Session]:
    """Nobody waits long for what another has locked."""
    with Session(db.engine) as opened:
        opened.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield opened


def publish(session: Session, notice: Notice) -> None:
    notice.move_to(NoticeStatus.PUBLISHED, by=None, role="system")
    notice.published_at = notice.created_at
    session.flush()


def test_a_move_leaves_a_line_that_tells_who_as_what_from_where_to_where_and_why(
    session: Session, notice_id: UUID
) -> None:
    somebody, notice = uuid4(), session.get_one(Notice, notice_id)
    publish(session, notice)
    notice.move_to(NoticeStatus.WITHDRAWN, by=somebody, role="unit_admin", reason="内容有误")
    session.flush()

    first, last = history_of(session, "notice", notice_id)
    assert (first.old, first.new, first.by, first.role, first.reason) == ("draft", "published", None, "system", None)
    assert (last.kind, last.subject_id, last.old, last.new) == ("notice", notice_id, "published", "withdrawn")
    assert (last.by, last.role, last.reason) == (somebody, "unit_admin", "内容有误")
    assert (first.version, last.version, notice.version) == (2, 3, 3)
    assert notice.status is NoticeStatus.WITHDRAWN


def test_the_history_of_a_thing_is_its_own(session: Session, notice_id: UUID) -> None:
    publish(session, session.get_one(Notice, notice_id))
    for kind, subject_id in (("record", notice_id), ("notice", uuid4())):
        other = {"version": 1, "old": "draft", "new": "pending", "by": None, "role": "system"}
        session.add(StatusChange(kind=kind, subject_id=subject_id, **other))
    session.flush()

    assert [change.new for change in history_of(session, "notice", notice_id)] == ["published"]


def test_a_move_that_leads_nowhere_is_refused_in_words_and_changes_nothing(session: Session, notice_id: UUID) -> None:
    notice = session.get_one(Notice, notice_id)

    with pytest.raises(TransitionNotAllowed) as refused:
        notice.move_to(NoticeStatus.WITHDRAWN, by=None, role="system")

    assert str(refused.value) == "通知公告当前为「草稿」，不能变为「已撤回」。请刷新页面查看最新状态。"
    assert {"kind": "notice", "old": "draft", "new": "withdrawn"}.items() <= refused.value.facts.items()
    assert (notice.status, notice.version) == (NoticeStatus.DRAFT, 1)
    assert history_of(session, "notice", notice_id) == []


def test_what_was_set_just_before_a_move_is_kept(session: Session, notice_id: UUID) -> None:
    notice = session.get_one(Notice, notice_id)
    notice.title = "新的标题"
    publish(session, notice)

    assert notice.title == "新的标题"


def test_of_two_moves_the_later_meets_what_the_earlier_left(session: Session, notice_id: UUID) -> None:
    opened_before = session.get_one(Notice, notice_id)
    with db.transaction() as other:
        publish(other, other.get_one(Notice, notice_id))

    with pytest.raises(TransitionNotAllowed):
        opened_before.move_to(NoticeStatus.PUBLISHED, by=None, role="system")


def test_whoever_locks_a_thing_has_it_as_it_is_now(session: Session, notice_id: UUID) -> None:
    opened_before = session.get_one(Notice, notice_id)
    with db.transaction() as other:
        publish(other, other.get_one(Notice, notice_id))

    assert Notice.locked(session, notice_id) is opened_before
    assert opened_before.status is NoticeStatus.PUBLISHED


def test_what_one_has_locked_or_moves_nobody_else_gets_hold_of(session: Session, notice_id: UUID) -> None:
    with db.transaction() as other:
        Notice.locked(other, notice_id)
        with pytest.raises(OperationalError, match="lock timeout"), session.begin_nested():
            Notice.locked(session, notice_id)
        with pytest.raises(OperationalError, match="lock timeout"), session.begin_nested():
            session.get_one(Notice, notice_id).move_to(NoticeStatus.PUBLISHED, by=None, role="system")


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        Notice.locked(session, uuid4())


def test_nothing_moves_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match=r"^a status can only be changed within a session$"):
        Notice(status=NoticeStatus.DRAFT).move_to(NoticeStatus.PUBLISHED, by=None, role="system")
