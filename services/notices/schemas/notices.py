"""通知公告 as they are shown."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from services.notices.board import Narrowing
from services.notices.found import FoundPage
from services.notices.marks import Marks
from services.notices.models import Attachment, Category, Edition, Notice
from services.notices.operations.rendering import html_of
from services.notices.schemas.paging import PageSchema
from services.notices.searching import Passage

LONGEST_QUERY = 50
FIRST_YEAR, LAST_YEAR = 2000, 9998


class NoticeQuery(PageSchema):
    """Which page, and what of the list is wanted."""

    q = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_QUERY, error="查找内容不能超过 {max} 个字。")
    )
    year = fields.Integer(
        load_default=None,
        validate=validate.Range(FIRST_YEAR, LAST_YEAR, error="年份无效。"),
        error_messages={"invalid": "年份应为四位数字。"},
    )
    category = fields.Enum(Category, by_value=True, load_default=None, error_messages={"unknown": "没有这个类别。"})


class MarksQuery(Schema):
    """About which notices is asked."""

    error_messages = {"unknown": "不支持的参数。"}  # noqa: RUF012 - marshmallow's own form

    notice_id = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "编号无效。"}),
        load_default=list,
        validate=validate.Length(max=100, error="一次最多 {max} 条。"),
    )


class AttachmentSchema(Schema):
    """A file that can be downloaded."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})


class AttachmentPagesSchema(Schema):
    """What a preview has to know of a file."""

    name = fields.String(required=True)
    pages = fields.Integer(required=True)


class PassageSchema(Schema):
    """A piece of a text as it stands there, not HTML."""

    text = fields.String(required=True)
    hit = fields.Boolean(required=True, metadata={"description": "whether it was looked for"})


class NoticeHeadSchema(Schema):
    """What list and text both show; `edition` is the number of the one in force."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    category = fields.String(required=True)
    issuer = fields.String(required=True)
    pinned = fields.Boolean(required=True)
    must_read = fields.Boolean(required=True)
    edition = fields.Integer(required=True)
    published_at = fields.AwareDateTime(required=True)
    revised_at = fields.AwareDateTime(required=True, allow_none=True)


class NoticeSummarySchema(NoticeHeadSchema):
    """A line of the list; what was found in it only if something was looked for."""

    attachments = fields.Integer(required=True, metadata={"description": "how many"})
    found_title = fields.List(fields.Nested(PassageSchema))
    found_text = fields.List(fields.Nested(PassageSchema))


class NoticePageSchema(Schema):
    """A page of the list."""

    items = fields.List(fields.Nested(NoticeSummarySchema), required=True)
    next = fields.String(required=True, allow_none=True)
    count = fields.Integer(metadata={"description": "how many were found, at most 100"})


class EditionHeadSchema(Schema):
    """One edition: since when, and what was changed in it."""

    number = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    note = fields.String(required=True)


class NoticeSchema(NoticeHeadSchema):
    """The whole text, as HTML that can be shown as it is."""

    body_html = fields.String(required=True)
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    editions = fields.List(fields.Nested(EditionHeadSchema), required=True)
    status = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class PublicPageSchema(Schema):
    """A page of the public ones."""

    items = fields.List(fields.Nested(NoticeSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class EditionSchema(EditionHeadSchema):
    """What a notice said before."""

    title = fields.String(required=True)
    body_html = fields.String(required=True)


class MustReadSchema(Schema):
    """What has to be confirmed."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    edition = fields.Integer(required=True)


class MarksSchema(Schema):
    """What a person has not read of what was asked about, and has not confirmed of all."""

    unread = fields.List(fields.UUID(), required=True)
    to_confirm = fields.List(fields.Nested(MustReadSchema), required=True)


class DownloadsSchema(Schema):
    """How often a file was downloaded."""

    id = fields.UUID(required=True)
    downloads = fields.Integer(required=True)


class OwnMarksSchema(Schema):
    """A person's marks on one notice, and what else changes all the time."""

    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    downloads = fields.List(fields.Nested(DownloadsSchema), required=True)


def narrowing_of(query: dict[str, Any]) -> Narrowing:
    """What of the list a query wants."""
    return Narrowing(query["q"], query["year"], query["category"])


def page_answer(notices: Sequence[Notice], cursor: str | None) -> dict[str, Any]:
    """What NoticePageSchema dumps."""
    return {"items": [_line(notice) for notice in notices], "next": cursor}


def found_answer(page: FoundPage) -> dict[str, Any]:
    """What NoticePageSchema dumps of a search."""
    items = [
        _line(one.notice) | {"found_title": _passages(one.title), "found_text": _passages(one.passage)}
        for one in page.items
    ]
    return {"items": items, "next": page.following, "count": page.count}


def notice_answer(notice: Notice, attachments: Sequence[Attachment], editions: Sequence[Edition]) -> dict[str, Any]:
    """What NoticeSchema dumps; readers can do nothing with a notice but read and confirm it."""
    shown = {
        "body_html": html_of(notice.body),
        "attachments": attachments,
        "editions": editions,
        "status": notice.status.value,
        "actions": ["confirm"] if notice.must_read else [],
    }
    return _head(notice) | shown


def edition_answer(edition: Edition) -> dict[str, Any]:
    """What EditionSchema dumps."""
    head = {"number": edition.number, "at": edition.at, "note": edition.note, "title": edition.title}
    return head | {"body_html": html_of(edition.body)}


def marks_answer(marks: Marks) -> dict[str, Any]:
    """What MarksSchema dumps."""
    return {"unread": marks.unread, "to_confirm": marks.to_confirm}


def _head(notice: Notice) -> dict[str, Any]:
    facts = ("id", "title", "issuer", "pinned", "must_read", "edition", "published_at", "revised_at")
    return {"category": notice.category.value, **{name: getattr(notice, name) for name in facts}}


def _line(notice: Notice) -> dict[str, Any]:
    return _head(notice) | {"attachments": len(notice.attachment_ids)}


def _passages(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    return [passage._asdict() for passage in passages]
