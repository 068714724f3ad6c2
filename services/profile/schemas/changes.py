"""What goes in and out about change requests."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.profile.models import ChangeAction
from services.profile.schemas.record import Move, Reason
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


class NamedFile(Schema):
    """An uploaded file as entries and requests name it."""

    id = fields.UUID(required=True)
    name = fields.String()


class Wish(Schema):
    """What the person asks for. `data` is the whole entry as it should be, without contact data."""

    section = fields.String(required=True)
    action = fields.Enum(ChangeAction, by_value=True, required=True)
    entry_id = fields.UUID(load_default=None, allow_none=True)
    data = fields.Dict(keys=fields.String(), load_default=dict)
    reason = PlainText(
        required=True,
        validate=validate.Length(1, LONGEST_REASON, error=f"请填写申请理由，不超过 {LONGEST_REASON} 字。"),
        error_messages={"required": "请填写申请理由。"},
    )
    files = fields.List(fields.Nested(NamedFile), load_default=list, validate=validate.Length(max=10))


class ChangeRequest(Schema):
    """A change request with what was and what is wished."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
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


class ChangeRequestInFull(ChangeRequest):
    """A change request with its history, and what the record holds now."""

    current = fields.Dict(keys=fields.String(), allow_none=True, metadata={"description": "个人信息中现在的内容"})
    history = fields.List(fields.Nested(Move), required=True)


class PageQuery(Schema):
    """Which page of a list."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class ChangeRequestPage(Schema):
    """A page of change requests, newest first."""

    items = fields.List(fields.Nested(ChangeRequest), required=True)
    next = fields.String(allow_none=True)
