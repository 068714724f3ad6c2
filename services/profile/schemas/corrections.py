"""What goes in and out about corrections."""

from marshmallow import Schema, fields, validate

from services.profile.schemas.changes import LONGEST_REASON, NamedFile, PlainText
from services.profile.schemas.record import Move, Reason

LONGEST_NAME, LONGEST_NUMBER, LONGEST_QUESTION = 60, 30, 50


class Grounds(Schema):
    """Why, and what proves it."""

    # What is missing is found by the operation, together with all else that is wrong.
    reason = PlainText(load_default="", validate=validate.Length(max=LONGEST_REASON, error="申请理由最长 {max} 个字"))
    files = fields.List(fields.Nested(NamedFile), load_default=list, validate=validate.Length(max=10))


class IdentityWish(Grounds):
    """Name and ID document as they should be; the masked number as it was shown stands for the present one."""

    name = PlainText(load_default="", validate=validate.Length(max=LONGEST_NAME, error="姓名最长 {max} 个字"))
    id_type = fields.String(load_default="")
    id_number = PlainText(load_default="", validate=validate.Length(max=LONGEST_NUMBER, error="证件号码最长 {max} 位"))


class TransferWish(Grounds):
    """The unit to which the person has moved."""

    unit_id = fields.UUID(load_default=None, allow_none=True, error_messages={"invalid_uuid": "请选择调入单位"})


class Correction(Schema):
    """A correction with what was and what is wished; ID numbers are masked."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    old = fields.Dict(keys=fields.String(), required=True)
    new = fields.Dict(keys=fields.String(), required=True)
    number_changed = fields.Boolean(required=True)
    reason = fields.String(required=True)
    files = fields.List(fields.Nested(NamedFile))
    submitted_at = fields.AwareDateTime(required=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_role = fields.String(allow_none=True)
    reasons = fields.List(fields.Nested(Reason))
    holder_role = fields.String(allow_none=True)
    holder_unit = fields.String(allow_none=True)
    actions = fields.List(fields.String())


class CorrectionInFull(Correction):
    """A correction with its history."""

    history = fields.List(fields.Nested(Move), required=True)


class CorrectionPage(Schema):
    """A page of corrections, newest first."""

    items = fields.List(fields.Nested(Correction), required=True)
    next = fields.String(allow_none=True)


class UnitQuery(Schema):
    """Part of a unit's name, or the beginning of its code."""

    q = PlainText(required=True, validate=validate.Length(2, LONGEST_QUESTION, error="请输入至少 {min} 个字"))


class FoundUnit(Schema):
    """A unit that can be chosen."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    code = fields.String(required=True)


class FoundUnits(Schema):
    """The first units that fit."""

    items = fields.List(fields.Nested(FoundUnit), required=True)
