"""What is sent and answered about mergers of accounts."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.auth.schemas.administered import TRUE_OR_FALSE, Account, ReasonBody
from services.auth.schemas.fields import RequestSchema
from shared.paging import LARGEST_PAGE

PAGE = 20
NO_ACCOUNT: dict[str, Any] = {"required": "请选择账号。", "null": "请选择账号。", "invalid_uuid": "请选择账号。"}


class AccountMergerBody(ReasonBody):
    """Which account goes into which; `takes_number`: the ID number of the one that goes is the right one."""

    goes_id = fields.UUID(required=True, error_messages=NO_ACCOUNT)
    stays_id = fields.UUID(required=True, error_messages=NO_ACCOUNT)
    takes_number = fields.Boolean(load_default=False, error_messages=TRUE_OR_FALSE)


class AccountMergerQuery(RequestSchema):
    """One page; `pending`: only what waits to be confirmed."""

    pending = fields.Boolean(load_default=False, error_messages=TRUE_OR_FALSE)
    cursor = fields.String(validate=validate.Length(max=300), load_default=None)
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class AccountMergerShown(Schema):
    """A merger and how it stands; nobody has decided what needed no second administrator."""

    id = fields.UUID(required=True)
    goes = fields.Nested(Account, required=True)
    stays = fields.Nested(Account, required=True)
    takes_number = fields.Boolean(required=True)
    reason = fields.String(required=True)
    status = fields.String(required=True)
    asked_by = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    answer = fields.String(required=True)
    can_answer = fields.Boolean(required=True)
    can_withdraw = fields.Boolean(required=True)


class AccountMergerPage(Schema):
    """A page of mergers and where the next begins."""

    items = fields.List(fields.Nested(AccountMergerShown), required=True)
    next = fields.String(required=True, allow_none=True)
