"""What goes in and out about change requests."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.profile.models import ChangeAction, ChangeStatus
from services.profile.operations.rebase import Ground
from services.profile.schemas.record import HIGHEST_VERSION, Move, Reason
from shared.catalogue import SECTIONS
from shared.catalogue.values import InvalidValue, clean
from shared.paging import LARGEST_PAGE, PAGE

LONGEST_REASON = 500


class PlainText(fields.String):
    """Text that is fit to be stored and shown: one form of each character, nothing invisible."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        given = super()._deserialize(value, attr, data, **kwargs)
        try:
            return clean(given, lines=True)
        except InvalidValue as error:
            raise ValidationError(str(error)) from error


def _each_once(values: list[Any]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("每项只能提交一次。")


class NamedFile(Schema):
    """An uploaded file as entries and requests name it."""

    id = fields.UUID(required=True)
    name = fields.String()


class Wish(Schema):
    """What the person asks for. `data` is the whole entry as it should be, without contact data."""

    section = fields.String(required=True)
    action = fields.Enum(ChangeAction, by_value=True, required=True)
    entry_id = fields.UUID(load_default=None, allow_none=True)
    base_version = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, HIGHEST_VERSION),
        metadata={"description": "填写时所见条目的 content_version；已有变化时拒绝"},
    )
    draft_id = fields.UUID(load_default=None, allow_none=True, metadata={"description": "由哪份草稿提交，提交后删除"})
    data = fields.Dict(keys=fields.String(), load_default=dict)
    reason = PlainText(
        load_default="", validate=validate.Length(max=LONGEST_REASON, error=f"申请理由不超过 {LONGEST_REASON} 字。")
    )
    files = fields.List(fields.Nested(NamedFile), load_default=list, validate=validate.Length(max=10))


class ChangeDraftData(Wish):
    """What stands in the form of a change request."""

    class Meta:
        """The draft's id stands in its address."""

        exclude = ("draft_id",)


class ChangeDraft(ChangeDraftData):
    """A change that is being prepared, beside what the record holds now."""

    id = fields.UUID(required=True)
    current = fields.Dict(keys=fields.String(), allow_none=True, metadata={"description": "个人信息中现在的内容"})
    updated_at = fields.AwareDateTime(required=True)


class ChangeDraftList(Schema):
    """All that is being prepared, what was typed first coming first."""

    items = fields.List(fields.Nested(ChangeDraft), required=True)


class Bundle(Schema):
    """The drafts that are handed in together."""

    drafts = fields.List(fields.UUID(), required=True, validate=[validate.Length(1, 50), _each_once])


class ChangeRequest(Schema):
    """A change request with what was and what is wished."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    bundle_id = fields.UUID(allow_none=True, metadata={"description": "一并提交的申请编号相同"})
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    section = fields.String(required=True)
    entry_id = fields.UUID(allow_none=True)
    action = fields.Enum(ChangeAction, by_value=True, required=True)
    subject = fields.String(required=True, metadata={"description": "所指条目的概要"})
    old = fields.Dict(keys=fields.String(), allow_none=True)
    new = fields.Dict(keys=fields.String(), allow_none=True)
    reason = fields.String(required=True)
    files = fields.List(fields.Nested(NamedFile))
    submitted_at = fields.AwareDateTime(required=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_role = fields.String(allow_none=True)
    reasons = fields.List(fields.Nested(Reason))
    holder_role = fields.String(allow_none=True)
    holder_unit = fields.String(allow_none=True)
    actions = fields.List(fields.String())


class Rebase(Schema):
    """What would be asked for now in place of a request that came to a conflict."""

    ground = fields.Enum(Ground, by_value=True, required=True, metadata={"description": "个人信息现在与申请的关系"})
    action = fields.Enum(ChangeAction, by_value=True, allow_none=True, metadata={"description": "没有表示无须再申请"})
    entry_id = fields.UUID(allow_none=True)
    data = fields.Dict(keys=fields.String(), allow_none=True)
    clashes = fields.List(fields.String(), metadata={"description": "两边都改过而不同的字段，由本人选择"})


class InBundle(Schema):
    """A request among those that were handed in together."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    section = fields.String(required=True)
    action = fields.Enum(ChangeAction, by_value=True, required=True)
    subject = fields.String(required=True)
    status = fields.String(required=True)


class ChangeRequestInFull(ChangeRequest):
    """A change request with its history, and what the record holds now."""

    rebase = fields.Nested(Rebase, allow_none=True, required=True)
    bundle = fields.List(fields.Nested(InBundle), required=True)
    current = fields.Dict(keys=fields.String(), allow_none=True, metadata={"description": "个人信息中现在的内容"})
    history = fields.List(fields.Nested(Move), required=True)


class PageQuery(Schema):
    """Which page of a list."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class ChangeRequestQuery(PageQuery):
    """Which page of which requests."""

    status = fields.Enum(ChangeStatus, by_value=True, load_default=None)
    section = fields.String(load_default=None, validate=validate.OneOf([*SECTIONS]))
    year = fields.Integer(load_default=None, validate=validate.Range(2000, 2999))
    q = PlainText(load_default=None, validate=validate.Length(max=100))


class ChangeRequestPage(Schema):
    """A page of change requests, newest first."""

    items = fields.List(fields.Nested(ChangeRequest), required=True)
    next = fields.String(allow_none=True)
    years = fields.List(fields.Integer(), required=True, metadata={"description": "有申请的年份"})


class ChangeRequestList(Schema):
    """The requests that were handed in together."""

    items = fields.List(fields.Nested(ChangeRequest), required=True)
