"""What goes in and out about deliveries to partners (投递): no content, and nobody's name."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.profile.models import ShareStatus
from services.profile.schemas.changes import PageQuery
from services.profile.schemas.windows import MISSING
from shared.jobs.schemas import JobProgress
from shared.typed_text import Words

LONGEST_AGE = 60 * 24 * 366  # minutes
NOT_AMONG: dict[str, Any] = {"unknown": "请选择列出的状态"}


class DeliveryQuery(PageQuery):
    """Which page of which deliveries."""

    partner = fields.String(load_default=None, validate=validate.Length(max=40))
    status = fields.Enum(ShareStatus, by_value=True, load_default=None, error_messages=NOT_AMONG)
    older = fields.Integer(
        load_default=None,
        error_messages={"invalid": "请填写分钟数，例如 60"},
        validate=validate.Range(0, LONGEST_AGE, error="请填写 {min} 到 {max} 之间的分钟数"),
        metadata={"description": "等待超过若干分钟"},
    )
    person = Words(load_default=None, validate=validate.Length(max=100), metadata={"description": "账号，或投递编号"})
    reason = Words(load_default=None, validate=validate.Length(max=100), metadata={"description": "失败原因的一部分"})


class DeliveryReason(Schema):
    """Why an operator does something."""

    reason = Words(
        required=True, error_messages=MISSING, validate=validate.Length(1, 300, error="请填写 1 到 {max} 个字")
    )


class Delivery(Schema):
    """How the delivery of one share stands."""

    id = fields.UUID(required=True, metadata={"description": "对方所知的 person"})
    partner = fields.String(required=True)
    partner_name = fields.String(required=True)
    status = fields.Enum(ShareStatus, by_value=True, required=True)
    sequence = fields.Integer(required=True)
    attempts = fields.Integer(required=True)
    queued_at = fields.AwareDateTime(required=True)
    next_at = fields.AwareDateTime(required=True)
    last_error = fields.String(required=True, allow_none=True)


class DeliveryPage(Schema):
    """A page of deliveries and where the next begins."""

    items = fields.List(fields.Nested(Delivery), required=True)
    next = fields.String(required=True, allow_none=True)


class DeliveryAttempt(Schema):
    """One attempt and what came of it."""

    at = fields.AwareDateTime(required=True)
    sequence = fields.Integer(required=True)
    revoking = fields.Boolean(required=True)
    outcome = fields.String(required=True, metadata={"description": "accepted, deleted, temporary, refused"})
    status = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class DeliveryEvent(Schema):
    """What the partner told of it."""

    type = fields.String(required=True)
    effect = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)


class DeliveryInFull(Delivery):
    """A delivery with its attempts and events, newest first, and what can be done."""

    attempted = fields.List(fields.Nested(DeliveryAttempt), required=True)
    events = fields.List(fields.Nested(DeliveryEvent), required=True)
    actions = fields.List(fields.String(), required=True)


class Sending(Schema):
    """Whether anything is sent to a partner, and how many shares stand how."""

    id = fields.UUID(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    enabled = fields.Boolean(required=True)
    paused = fields.Boolean(required=True)
    left_alone_until = fields.AwareDateTime(required=True, allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SendingList(Schema):
    """All partners."""

    items = fields.List(fields.Nested(Sending), required=True)


class Resend(JobProgress):
    """Everything sent again to a partner: how many shares have been queued."""

    reason = fields.String(required=True)


class ResendProgress(Resend):
    """The same, with how many the partner has taken since and how many still wait."""

    partner_id = fields.UUID(required=True)
    partner_name = fields.String(required=True)
    delivered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    over = fields.Boolean(required=True)


class SendingInFull(Sending):
    """A partner, and each time that everything was sent to it again, newest first."""

    resends = fields.List(fields.Nested(Resend), required=True)
