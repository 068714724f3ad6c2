"""通知公告 as they are shown."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields

from services.notices.models import Attachment, Notice
from services.notices.operations.rendering import html_of


class AttachmentSchema(Schema):
    """A file that can be downloaded."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})


class NoticeHeadSchema(Schema):
    """What list and text both show."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    category = fields.String(required=True)
    issuer = fields.String(required=True)
    pinned = fields.Boolean(required=True)
    published_at = fields.AwareDateTime(required=True)


class NoticeSummarySchema(NoticeHeadSchema):
    """A line of the list."""

    attachments = fields.Integer(required=True, metadata={"description": "how many"})


class NoticePageSchema(Schema):
    """A page of the list."""

    items = fields.List(fields.Nested(NoticeSummarySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class NoticeSchema(NoticeHeadSchema):
    """The whole text, as HTML that can be shown as it is."""

    body_html = fields.String(required=True)
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    status = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


def page_answer(notices: Sequence[Notice], cursor: str | None) -> dict[str, Any]:
    """What NoticePageSchema dumps."""
    items = [_summary(notice) | {"attachments": len(notice.attachment_ids)} for notice in notices]
    return {"items": items, "next": cursor}


def notice_answer(notice: Notice, attachments: Sequence[Attachment]) -> dict[str, Any]:
    """What NoticeSchema dumps; readers can do nothing with a notice but read it."""
    shown = {
        "body_html": html_of(notice.body),
        "attachments": attachments,
        "status": notice.status.value,
        "actions": [],
    }
    return _summary(notice) | shown


def _summary(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "title": notice.title,
        "category": notice.category.value,
        "issuer": notice.issuer,
        "pinned": notice.pinned,
        "published_at": notice.published_at,
    }
