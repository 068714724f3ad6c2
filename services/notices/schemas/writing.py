"""Notices as they are written: what comes in, and what writers are shown."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from services.notices.models import Category
from services.notices.operations.writing import NoticeText
from services.notices.schemas.notices import AttachmentSchema
from services.notices.schemas.paging import PageSchema
from shared.auth import Role
from shared.typed_text import Words
from shared.words import STATUS_WORDS

MISSING: dict[str, Any] = {"required": "必填项", "null": "必填项"}
MOMENT: dict[str, Any] = {"invalid": "请填写日期和时间，例如 2026-03-01 08:00"}
LONGEST_TITLE, LONGEST_BODY, LONGEST_REASON = 100, 50_000, 500
MOST_UNITS = 50
STATES = ("draft", "scheduled", "shown", "ended", "withdrawn")
ADDRESSED_ROLES = (Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
CATEGORY = validate.OneOf([each.value for each in Category], error="请选择类别")


class TextBody(Schema):
    """What a notice is to say, and to whom."""

    title = Words(
        required=True,
        error_messages=MISSING,
        validate=validate.Length(1, LONGEST_TITLE, error="请填写 1 到 {max} 个字"),
    )
    body = Words(
        required=True, error_messages=MISSING, validate=validate.Length(1, LONGEST_BODY, error="请填写 1 到 {max} 个字")
    )
    category = fields.String(required=True, error_messages=MISSING, validate=CATEGORY)
    must_read = fields.Boolean(load_default=False)
    public = fields.Boolean(load_default=False)
    unit_ids = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "请选择单位"}),
        load_default=list,
        validate=validate.Length(max=MOST_UNITS, error="最多选择 {max} 个单位"),
    )
    roles = fields.List(
        fields.String(validate=validate.OneOf(ADDRESSED_ROLES, error="没有这类人员")), load_default=list
    )
    statuses = fields.List(
        fields.String(validate=validate.OneOf(STATUS_WORDS["record"], error="没有这种状态")), load_default=list
    )

    @pre_load
    def _each_once(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, dict):
            return data
        lists = {name: each for name, each in data.items() if isinstance(each, list)}
        return data | {name: list(dict.fromkeys(map(str, each))) for name, each in lists.items()}


def text_of(body: dict[str, Any]) -> NoticeText:
    """The part of a request that is the text and its audience."""
    text = {name: body[name] for name in NoticeText.__dataclass_fields__}
    return NoticeText(**text | {"category": Category(text["category"])})


class NewNotice(TextBody):
    """A draft; without a unit the system's administration issues it, under the name given."""

    issuer_unit_id = fields.UUID(load_default=None, allow_none=True, error_messages={"invalid_uuid": "请选择单位"})
    issuer = Words(load_default="", validate=validate.Length(max=60, error="最多 {max} 个字"))


class RevisionBody(TextBody):
    """The next edition; `note` tells readers what has changed."""

    note = Words(load_default="", validate=validate.Length(max=LONGEST_REASON, error="最多 {max} 个字"))


class MarkdownBody(Schema):
    """A text to be looked at."""

    body = fields.String(required=True, validate=validate.Length(max=LONGEST_BODY, error="最多 {max} 个字"))


class Html(Schema):
    """The text as people would see it."""

    body_html = fields.String(required=True)


class DisplayBody(Schema):
    """Whether it stands first, and until when it is shown."""

    pinned = fields.Boolean(load_default=False)
    published_until = fields.AwareDateTime(load_default=None, allow_none=True, error_messages=MOMENT)


class PublicationBody(DisplayBody):
    """From when and until when people are shown a draft: at once, and without an end, if nothing is said."""

    published_at = fields.AwareDateTime(load_default=None, allow_none=True, error_messages=MOMENT)


class WithdrawalBody(Schema):
    """Why a notice is taken back."""

    reason = Words(
        required=True,
        error_messages=MISSING,
        validate=validate.Length(1, LONGEST_REASON, error="请填写 1 到 {max} 个字"),
    )


class WrittenQuery(PageSchema):
    """Which of the notices one may write."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *STATES), error="没有这种状态"))
    category = fields.String(load_default="", validate=validate.OneOf(("", *Category), error="没有这个类别"))
    q = fields.String(load_default="", validate=validate.Length(max=50, error="最多 {max} 个字"))


class UnitQuery(Schema):
    """A piece of a unit's name."""

    q = fields.String(load_default="", validate=validate.Length(max=50, error="最多 {max} 个字"))


class NamedUnit(Schema):
    """A unit to choose."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class WrittenLine(Schema):
    """A line of the list."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    category = fields.String(required=True)
    issuer = fields.String(required=True)
    issuer_unit_id = fields.UUID(required=True, allow_none=True)
    author_name = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "、".join(STATES)})
    pinned = fields.Boolean(required=True)
    must_read = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    edition = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    published_until = fields.AwareDateTime(required=True, allow_none=True)
    revised_at = fields.AwareDateTime(required=True, allow_none=True)


class WrittenPage(Schema):
    """A page of the list."""

    items = fields.List(fields.Nested(WrittenLine), required=True)
    next = fields.String(required=True, allow_none=True)


class CountedAttachment(AttachmentSchema):
    """A file, and how often it was downloaded."""

    downloads = fields.Integer(required=True)


class ContentSchema(Schema):
    """What an edition says and to whom."""

    title = fields.String(required=True)
    body = fields.String(required=True)
    body_html = fields.String(required=True)
    category = fields.String(required=True)
    must_read = fields.Boolean(required=True)
    public = fields.Boolean(required=True)
    units = fields.List(fields.Nested(NamedUnit), required=True)
    roles = fields.List(fields.String(), required=True)
    statuses = fields.List(fields.String(), required=True)
    attachments = fields.List(fields.Nested(CountedAttachment), required=True)


class WrittenEditionHead(Schema):
    """Which edition, since when, by whom, and what had changed."""

    number = fields.Integer(required=True)
    note = fields.String(required=True)
    by_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class WrittenEdition(ContentSchema, WrittenEditionHead):
    """An edition in full."""


class RevisionSchema(ContentSchema):
    """The next edition in preparation."""

    note = fields.String(required=True)
    by_name = fields.String(required=True)
    version = fields.Integer(required=True)
    changed_at = fields.AwareDateTime(required=True)


class Move(Schema):
    """A change of status."""

    old = fields.String(required=True)
    new = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class WrittenNotice(WrittenLine, ContentSchema):
    """A notice in full."""

    revision = fields.Nested(RevisionSchema, required=True, allow_none=True)
    editions = fields.List(fields.Nested(WrittenEditionHead), required=True)
    history = fields.List(fields.Nested(Move), required=True)
    readers = fields.Integer(required=True)
    confirmations = fields.Integer(required=True)


class Reached(Schema):
    """How many people it concerns."""

    people = fields.Integer(required=True)


class FileUpload(Schema):
    """One file."""

    file = fields.Raw(required=True, error_messages=MISSING, metadata={"type": "string", "format": "binary"})
