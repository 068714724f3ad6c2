"""The shape of what the audit log's routes are asked and answer."""

from marshmallow import Schema, fields, validate

from shared.audit.deed import Result
from shared.paging import LARGEST_PAGE, PAGE

RESULTS = tuple(Result)


class AuditSoughtQuery(Schema):
    """What rows are to be of."""

    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    actor = fields.String(validate=validate.Length(1, 100), metadata={"description": "账号或姓名"})
    act = fields.String(validate=validate.Length(1, 100))
    object_id = fields.String(validate=validate.Length(1, 100))
    result = fields.String(validate=validate.OneOf(RESULTS))


class AuditEntryQuery(AuditSoughtQuery):
    """A page of such rows."""

    cursor = fields.String()
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class AuditEntryRow(Schema):
    """One row; `cursor` is where a page begins that follows it."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    actor_id = fields.UUID(allow_none=True)
    account = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    roles = fields.String(allow_none=True)
    unit_id = fields.UUID(allow_none=True)
    address = fields.String(allow_none=True)
    request_id = fields.String(allow_none=True)
    act = fields.String()
    word = fields.String()
    kind = fields.String(allow_none=True)
    object_id = fields.String(allow_none=True)
    result = fields.String(validate=validate.OneOf(RESULTS))
    details = fields.Dict(keys=fields.String())
    cursor = fields.String()


class AuditEntryPage(Schema):
    """Rows, newest first."""

    items = fields.List(fields.Nested(AuditEntryRow))
    next = fields.String(allow_none=True)


class AuditEntryList(Schema):
    """All rows for one file."""

    items = fields.List(fields.Nested(AuditEntryRow))


class AuditLinkState(Schema):
    """Whether a row still is what the chain says of it."""

    state = fields.String(validate=validate.OneOf(("sound", "waiting", "broken")))
    position = fields.Integer(allow_none=True)
    hash = fields.String(allow_none=True)


class AuditEntryWithState(Schema):
    """One row and its place in the chain."""

    entry = fields.Nested(AuditEntryRow)
    link = fields.Nested(AuditLinkState)


class AuditAct(Schema):
    """What can be done, and what it is called."""

    act = fields.String()
    word = fields.String()


class AuditActList(Schema):
    """What has been done so far."""

    items = fields.List(fields.Nested(AuditAct))


class AuditVerification(Schema):
    """What a chain was found to be: `fault` is the first row that is not as it was linked."""

    linked = fields.Integer()
    heads = fields.Integer()
    waiting = fields.Integer()
    fault = fields.Dict(keys=fields.String(), allow_none=True)


class AuditStanding(Schema):
    """How a chain stands."""

    service = fields.String()
    linked = fields.Integer()
    signed = fields.Integer()
    signed_at = fields.AwareDateTime(allow_none=True)
    verified_at = fields.AwareDateTime(allow_none=True)
    verified = fields.Dict(keys=fields.String(), allow_none=True)
